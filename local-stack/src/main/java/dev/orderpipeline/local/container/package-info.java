/** The same servers in containers, through Testcontainers. Above {@code process}. */
package dev.orderpipeline.local.container;
