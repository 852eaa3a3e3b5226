package dev.orderpipeline.common.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Spans by OpenTelemetry's semantic conventions for messaging. They are created when the batch is about to be produced, with
 * the times that were measured: until then a failure leaves no trace of a record that is processed again.
 *
 * <p>Thread-safe: a step may still be running in another thread when the batch is dropped.
 */
final class TracedBatch implements BatchTrace {

    private static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();
    /** OpenTelemetry's default limit of the links of a span. */
    private static final int MAX_LINKS = 128;

    private static final int MAX_TEXT = 1_024;

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    private static final AttributeKey<String> KEY = AttributeKey.stringKey("messaging.kafka.message.key");
    private static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final Tracer tracer;
    private final String consumerGroup;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final Instant start = Instant.now();
    private final List<Step> steps = new ArrayList<>();
    private final Map<ConsumerRecord<byte[], byte[]>, Span> spans = new IdentityHashMap<>();
    private @Nullable Span batch;

    private record Step(String name, Instant start, Instant end) {}

    /** @param records at least one */
    TracedBatch(Tracer tracer, String consumerGroup, List<ConsumerRecord<byte[], byte[]>> records) {
        this.tracer = tracer;
        this.consumerGroup = consumerGroup;
        this.records = records;
    }

    @Override
    public <T> T step(String name, Supplier<T> work) {
        Instant stepStart = Instant.now();
        try {
            return withLogContext(work);
        } finally {
            add(new Step(name, stepStart, Instant.now()));
        }
    }

    private synchronized void add(Step step) {
        steps.add(step);
    }

    @Override
    public synchronized void startProducing(List<ConsumerRecord<byte[], byte[]>> finished) {
        for (ConsumerRecord<byte[], byte[]> record : finished) {
            spans.put(record, startRecord(record));
        }
        batch = startBatch(finished);
        for (Span span : spans.values()) {
            if (span.isRecording()) {
                span.addLink(batch.getSpanContext());
            }
        }
    }

    @Override
    public synchronized void propagate(ConsumerRecord<byte[], byte[]> record, Headers headers) {
        Span span = spans.get(record);
        if (span != null) {
            PROPAGATOR.inject(Context.root().with(span), headers, TraceHeaders.SETTER);
        }
    }

    @Override
    public void propagateRejected(ConsumerRecord<byte[], byte[]> record, Headers headers) {
        if (!TraceHeaders.isTraced(record.headers())) {
            propagate(record, headers);
        }
    }

    @Override
    public synchronized void reject(ConsumerRecord<byte[], byte[]> record, String code, String reason) {
        Span span = spans.get(record);
        if (span != null) {
            span.setStatus(StatusCode.ERROR, bounded(reason)).setAttribute(ERROR, code);
        }
    }

    @Override
    public void log(Runnable lines) {
        withLogContext(() -> {
            lines.run();
            return null;
        });
    }

    /** The names of the fields are those of Spring Boot. */
    private <T> T withLogContext(Supplier<T> work) {
        Span span = startedBatch();
        if (span == null || !span.getSpanContext().isSampled()) {
            return work.get();
        }
        SpanContext context = span.getSpanContext();
        MDC.put("traceId", context.getTraceId());
        MDC.put("spanId", context.getSpanId());
        try {
            return work.get();
        } finally {
            MDC.remove("traceId");
            MDC.remove("spanId");
        }
    }

    private synchronized @Nullable Span startedBatch() {
        return batch;
    }

    @Override
    public synchronized void end() {
        spans.values().forEach(Span::end);
        if (batch != null) {
            endBatch(batch);
        }
    }

    @Override
    public synchronized void fail(String reason) {
        if (batch == null) {
            batch = startBatch(records);
        }
        String description = bounded(reason);
        spans.values()
                .forEach(span -> span.setStatus(StatusCode.ERROR, description).end());
        endBatch(batch.setStatus(StatusCode.ERROR, description));
    }

    private Span startRecord(ConsumerRecord<byte[], byte[]> record) {
        Span span = process()
                .setParent(PROPAGATOR.extract(Context.root(), record.headers(), TraceHeaders.GETTER))
                .startSpan();
        if (span.isRecording()) {
            span.setAllAttributes(attributes())
                    .setAttribute(PARTITION, Integer.toString(record.partition()))
                    .setAttribute(OFFSET, record.offset());
            if (record.key() != null) {
                span.setAttribute(KEY, bounded(new String(record.key(), UTF_8)));
            }
        }
        return span;
    }

    /** With links to the records' own trace contexts; where a trace begins with this batch, to the record's span. */
    private Span startBatch(List<ConsumerRecord<byte[], byte[]>> of) {
        SpanBuilder builder = process().setNoParent();
        of.stream()
                .map(this::linked)
                .filter(SpanContext::isSampled)
                .limit(MAX_LINKS)
                .forEach(builder::addLink);
        return builder.startSpan().setAllAttributes(attributes()).setAttribute(BATCH_SIZE, of.size());
    }

    private SpanContext linked(ConsumerRecord<byte[], byte[]> record) {
        SpanContext own = Span.fromContext(PROPAGATOR.extract(Context.root(), record.headers(), TraceHeaders.GETTER))
                .getSpanContext();
        Span span = spans.get(record);
        return own.isValid() || span == null ? own : span.getSpanContext();
    }

    private void endBatch(Span span) {
        if (span.isRecording()) {
            Context parent = Context.root().with(span);
            for (Step step : steps) {
                tracer.spanBuilder(step.name())
                        .setParent(parent)
                        .setStartTimestamp(step.start())
                        .startSpan()
                        .end(step.end());
            }
        }
        span.end();
    }

    private String topic() {
        return records.get(0).topic();
    }

    /** Thousands of spans are kept until they are exported. */
    private static String bounded(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private SpanBuilder process() {
        return tracer.spanBuilder("process " + topic())
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(start);
    }

    private Attributes attributes() {
        return Attributes.of(
                SYSTEM,
                "kafka",
                OPERATION_NAME,
                "process",
                OPERATION_TYPE,
                "process",
                TOPIC,
                topic(),
                GROUP,
                consumerGroup);
    }
}
