/** What a run prints: progress, marts, dead letters, addresses. Above {@code check} and {@code stack}. */
package dev.orderpipeline.quickstart.report;
