package dev.orderpipeline.common.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The record headers of the W3C recommendation "Trace Context". */
final class TraceHeaders {

    static final String TRACE_PARENT = "traceparent";
    static final String TRACE_STATE = "tracestate";

    /** Longer ones are not passed on: they would enlarge each message of the order. W3C's limits are shorter or the same. */
    private static final int MAX_TRACE_PARENT_BYTES = 128;

    private static final int MAX_TRACE_STATE_BYTES = 512;

    static final TextMapSetter<Headers> SETTER = (headers, name, value) -> {
        if (headers != null) {
            headers.remove(name).add(name, value.getBytes(UTF_8));
        }
    };

    static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(Headers headers) {
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(Header::key)
                    .toList();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            Header header = headers == null ? null : bounded(headers, name);
            return header == null ? null : new String(header.value(), UTF_8);
        }
    };

    private TraceHeaders() {}

    static boolean isTraced(Headers headers) {
        return headers.lastHeader(TRACE_PARENT) != null;
    }

    /** Copies the trace context, if there is one. */
    static void copy(Headers from, Headers to) {
        for (String name : List.of(TRACE_PARENT, TRACE_STATE)) {
            Header header = bounded(from, name);
            if (header != null) {
                to.remove(name).add(header);
            }
        }
    }

    private static @Nullable Header bounded(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        int limit = name.equals(TRACE_STATE) ? MAX_TRACE_STATE_BYTES : MAX_TRACE_PARENT_BYTES;
        return header == null || header.value() == null || header.value().length > limit ? null : header;
    }
}
