package dev.orderpipeline.cdm.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a client accepts and has.
 *
 * @param entityTags the value of {@code If-None-Match}, blank for none
 */
record ClientHeaders(boolean acceptsGzip, String entityTags) {

    private static final Pattern GZIP = Pattern.compile("gzip *(; *q=(1|0?\\.0*[1-9]).*)?");

    static ClientHeaders of(HttpServletRequest request) {
        String encodings = Objects.requireNonNullElse(request.getHeader("Accept-Encoding"), "");
        boolean gzip = Arrays.stream(encodings.split(","))
                .anyMatch(encoding -> GZIP.matcher(encoding.strip()).matches());
        return new ClientHeaders(gzip, Objects.requireNonNullElse(request.getHeader("If-None-Match"), ""));
    }

    /** Whether the client has this representation, by weak comparison, or any (RFC 9110, 8.8.3.2 and 13.1.2). */
    boolean has(String entityTag) {
        return Arrays.stream(entityTags.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || opaque(tag).equals(opaque(entityTag)));
    }

    private static String opaque(String entityTag) {
        return entityTag.startsWith("W/") ? entityTag.substring(2) : entityTag;
    }
}
