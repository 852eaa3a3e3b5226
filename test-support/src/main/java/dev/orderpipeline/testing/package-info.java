/** What tests of several modules share: a service in this JVM, captured logs, least rights, relays. */
package dev.orderpipeline.testing;
