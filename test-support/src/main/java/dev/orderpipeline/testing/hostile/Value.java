package dev.orderpipeline.testing.hostile;

/**
 * A value in one of its notations.
 *
 * @param json as written in the message
 * @param meaning the value that a service must read, as PostgreSQL prints it
 */
record Value(String json, String meaning) {}
