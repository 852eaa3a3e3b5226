/**
 * What starts, stops, kills and freezes a server, whether process or container. Above {@code process} and {@code
 * container}, below the servers.
 */
@NullMarked
package dev.orderpipeline.local.server;

import org.jspecify.annotations.NullMarked;
