/** The published contracts in the folder {@code contracts}: JSON Schemas, their fields, and the AsyncAPI document. */
@NullMarked
package dev.orderpipeline.testing.contract;

import org.jspecify.annotations.NullMarked;
