package dev.orderpipeline.common.http;

import java.util.Map;

/**
 * A complete response.
 *
 * @param contentType empty for none
 * @param headers further ones, by name
 * @param content may be shared by several responses, and is not changed
 */
public record Reply(int status, String contentType, Map<String, String> headers, byte[] content) {}
