package dev.orderpipeline.testing.hostile;

/**
 * A value as somebody might write it.
 *
 * @param json as written in the message
 * @param meaning what a reader must take it for, as PostgreSQL would print it
 */
record Value(String json, String meaning) {}
