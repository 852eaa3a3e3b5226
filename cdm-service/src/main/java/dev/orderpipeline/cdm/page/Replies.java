package dev.orderpipeline.cdm.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orderpipeline.cdm.figures.ItemFigures;
import dev.orderpipeline.cdm.figures.SharedSnapshot.Failure;
import dev.orderpipeline.cdm.figures.Snapshot;
import dev.orderpipeline.common.http.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The bodies of the API as {@code openapi.json} describes them, and how they are sent. */
final class Replies {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final int ENTITY_TAG_CHARACTERS = 16;
    private static final Instant ANY_TIME = Instant.EPOCH;

    private Replies() {}

    /** A problem of RFC 9457. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Problem(String type, String title, int status, String detail, Optional<String> parameter) {}

    /** When and how the figures were read. */
    record Source(Instant takenAt, long tookMs, Optional<Failure> failure) {

        static Source of(Snapshot snapshot, Optional<Failure> failure) {
            return new Source(snapshot.takenAt(), snapshot.duration().toMillis(), failure);
        }

        private Source untimed() {
            return new Source(ANY_TIME, 0, failure);
        }
    }

    /** A body with figures of a snapshot. */
    interface OfSnapshot {

        Source snapshot();

        /** The same figures of any snapshot. */
        OfSnapshot untimed();
    }

    record Replica(Optional<Instant> newestOrderAt, OptionalLong lag, long countersChangedLastMinute) {}

    record Top(long total, List<ItemFigures> byOrders, List<ItemFigures> byUsers) {}

    record Summary(Source snapshot, long orders, long users, Replica replica, Top categories, Top products)
            implements OfSnapshot {

        @Override
        public Summary untimed() {
            return new Summary(snapshot.untimed(), orders, users, replica, categories, products);
        }
    }

    record ItemPage(
            Source snapshot,
            long total,
            boolean truncated,
            int matching,
            int offset,
            int limit,
            List<ItemFigures> items)
            implements OfSnapshot {

        @Override
        public ItemPage untimed() {
            return new ItemPage(snapshot.untimed(), total, truncated, matching, offset, limit, items);
        }
    }

    /** Figures, with the age of their snapshot. The same figures of a later snapshot have the same entity tag. */
    static Reply figures(OfSnapshot body, Instant now, ClientHeaders client) {
        long age = Math.max(0, Duration.between(body.snapshot().takenAt(), now).toSeconds());
        String entityTag = "W/" + entityTag(JSON.writeValueAsBytes(body.untimed()));
        Map<String, String> headers = new TreeMap<>(Map.of(
                "Cache-Control",
                "no-cache",
                "Snapshot-Age",
                Long.toString(age),
                "ETag",
                entityTag,
                "Vary",
                "Accept-Encoding"));
        if (client.has(entityTag)) {
            return notModified(headers);
        }
        return json(HttpServletResponse.SC_OK, "application/json", headers, body, client);
    }

    /** What no cache may keep. */
    static Reply unshared(Object body, ClientHeaders client) {
        return json(HttpServletResponse.SC_OK, "application/json", Map.of("Cache-Control", "no-store"), body, client);
    }

    static Reply problem(ProblemException e) {
        Map<String, String> headers = new TreeMap<>(Map.of("Cache-Control", "no-store"));
        if (e.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            headers.put("Retry-After", "2");
        }
        if (e.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
            headers.put("Allow", "GET, HEAD");
        }
        return new Reply(e.status(), "application/problem+json", headers, JSON.writeValueAsBytes(e.problem()));
    }

    /** To a request above those that are queued, or that has been queued for too long. */
    static Reply busy() {
        return problem(ProblemException.unavailable("too many requests at once"));
    }

    static Reply notModified(Map<String, String> headers) {
        return new Reply(HttpServletResponse.SC_NOT_MODIFIED, "", headers, new byte[0]);
    }

    /** A strong entity tag of a content. */
    static String entityTag(byte[]... contents) {
        return '"' + digest(contents) + '"';
    }

    static String digest(byte[]... contents) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                sha256.update(content);
            }
            return HexFormat.of().formatHex(sha256.digest()).substring(0, ENTITY_TAG_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static Reply json(
            int status, String contentType, Map<String, String> headers, Object body, ClientHeaders client) {
        byte[] content = JSON.writeValueAsBytes(body);
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Vary", "Accept-Encoding");
        if (client.acceptsGzip()) {
            all.put("Content-Encoding", "gzip");
            content = gzip(content);
        }
        return new Reply(status, contentType, all, content);
    }
}
