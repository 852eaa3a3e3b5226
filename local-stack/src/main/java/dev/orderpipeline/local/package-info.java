/**
 * A real Kafka broker, PostgreSQL and Redis on one machine, without Docker, as child processes that end with the
 * process that started them, however it ends. {@link dev.orderpipeline.local.LocalStack} is where to begin.
 */
package dev.orderpipeline.local;
