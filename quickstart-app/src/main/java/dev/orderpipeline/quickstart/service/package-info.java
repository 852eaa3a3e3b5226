/**
 * The three services as processes: their jars, environment, ports and metrics. Bottom layer of the quickstart; the
 * benchmark and the system tests use it too.
 */
@NullMarked
package dev.orderpipeline.quickstart.service;

import org.jspecify.annotations.NullMarked;
