/**
 * A real Kafka broker, PostgreSQL and Redis on one machine, which end with the process that started them, however it
 * ends. {@link dev.orderpipeline.local.LocalStack} is where to begin.
 *
 * <p>They are child processes that need no Docker; or, where the system property {@code local.stack} is
 * {@code containers}, containers that Testcontainers starts, from the images of {@code docker-compose.yml}. Both do the
 * same on the same ports and in the same folders; but they are of different versions, so that a kept folder is to be
 * started again as what it was made by. What is in containers needs Testcontainers on the class path, a Docker engine
 * that runs on this machine (a rootless one can't give them the folders of this JVM's user), and Ryuk, Testcontainers'
 * own container, for the case that this JVM is killed.
 */
@NullMarked
package dev.orderpipeline.local;

import org.jspecify.annotations.NullMarked;
