/**
 * {@code /health} and {@code /health/readiness}: whether the loop is alive, and whether its dependencies are
 * reachable. Above {@code loop}; dependencies are checked on threads of their own.
 */
@NullMarked
package dev.orderpipeline.common.health;

import org.jspecify.annotations.NullMarked;
