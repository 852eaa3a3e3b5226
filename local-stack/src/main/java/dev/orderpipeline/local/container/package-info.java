/** The same servers in containers, through Testcontainers. Above {@code process}. */
@NullMarked
package dev.orderpipeline.local.container;

import org.jspecify.annotations.NullMarked;
