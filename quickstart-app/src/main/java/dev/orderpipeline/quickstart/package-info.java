/** The commands of {@code ./quickstart}. Top layer. */
package dev.orderpipeline.quickstart;
