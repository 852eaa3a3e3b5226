/**
 * Checks of a finished run: dead letters, offsets, and a recount of the marts from the vault. Above {@code service}.
 */
package dev.orderpipeline.quickstart.check;
