/** Orders and reference data read from files. Above {@code order}. */
package dev.orderpipeline.generator.file;
