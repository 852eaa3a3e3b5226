/**
 * Random orders under random crashes, compared with a plain calculation: {@code ./quickstart torture}. Top layer of
 * the tools.
 */
package dev.orderpipeline.torture;
