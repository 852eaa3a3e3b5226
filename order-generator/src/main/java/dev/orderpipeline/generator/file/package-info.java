/** Orders and reference data read from files. Above {@code order}. */
@NullMarked
package dev.orderpipeline.generator.file;

import org.jspecify.annotations.NullMarked;
