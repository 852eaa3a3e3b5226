/**
 * Checks of a finished run: dead letters, offsets, and a recount of the marts from the vault. Above {@code service}.
 */
@NullMarked
package dev.orderpipeline.quickstart.check;

import org.jspecify.annotations.NullMarked;
