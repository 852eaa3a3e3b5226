/**
 * A real Kafka broker, PostgreSQL and Redis on one machine, which end with the process that started them, however it
 * ends. Entry point: {@link dev.orderpipeline.local.LocalStack}.
 *
 * <p>They are child processes that need no Docker; or, with the system property {@code local.stack} set to
 * {@code containers}, containers from the images of {@code docker-compose.yml}, started by Testcontainers. Ports and
 * folders are the same, but not the versions: a kept folder must be started in the mode that created it. Containers need
 * Testcontainers on the class path, a Docker engine on this machine (not a rootless one, which can't mount the folders of
 * this JVM's user), and Ryuk, Testcontainers' own container, in case this JVM is killed.
 */
@NullMarked
package dev.orderpipeline.local;

import org.jspecify.annotations.NullMarked;
