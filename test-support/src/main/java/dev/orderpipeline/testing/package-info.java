/**
 * What tests of several modules share: a service in this JVM, its outages, a default order, captured logs, least rights,
 * relays, and waiting for conditions.
 */
@NullMarked
package dev.orderpipeline.testing;

import org.jspecify.annotations.NullMarked;
