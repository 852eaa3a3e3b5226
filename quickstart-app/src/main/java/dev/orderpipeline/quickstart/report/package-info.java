/** What a run prints: progress, marts, dead letters, addresses. Above {@code check} and {@code stack}. */
@NullMarked
package dev.orderpipeline.quickstart.report;

import org.jspecify.annotations.NullMarked;
