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
            Header header = headers == null ? null : headers.lastHeader(name);
            return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
        }
    };

    private TraceHeaders() {}

    static boolean isTraced(Headers headers) {
        return headers.lastHeader(TRACE_PARENT) != null;
    }

    /** Copies the trace context, if there is one. */
    static void copy(Headers from, Headers to) {
        for (String name : List.of(TRACE_PARENT, TRACE_STATE)) {
            Header header = from.lastHeader(name);
            if (header != null) {
                to.remove(name).add(header);
            }
        }
    }
}
