/**
 * What command-line programs share: terminal, tables, formats, options, the signal to stop. Bottom layer of the
 * tools.
 */
@NullMarked
package dev.orderpipeline.generator.console;

import org.jspecify.annotations.NullMarked;
