/** The commands of {@code ./quickstart}. Top layer. */
@NullMarked
package dev.orderpipeline.quickstart;

import org.jspecify.annotations.NullMarked;
