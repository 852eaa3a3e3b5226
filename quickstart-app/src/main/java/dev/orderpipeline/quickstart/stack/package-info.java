/** The running pipeline: servers and services that start, stop and are restarted together. Above {@code service}. */
package dev.orderpipeline.quickstart.stack;
