package dev.orderpipeline.common.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TracedBatchTest {

    /** The last bit of the flags is 0; the one before it is set for a random trace id. */
    private static final String NOT_SAMPLED_CONTEXT = "00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]";

    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String NOT_SAMPLED = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    /** Begins no trace. */
    private final SdkTracerProvider tracers = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .setSampler(new LinkSampler(Sampler.parentBased(Sampler.alwaysOff())))
            .build();

    @AfterEach
    void close() {
        tracers.close();
    }

    @Test
    void onlySampledRecordsAndTheirBatchAreExported() {
        ConsumerRecord<byte[], byte[]> sampled = record(0, SAMPLED);
        ConsumerRecord<byte[], byte[]> other = record(1, NOT_SAMPLED);
        BatchTrace batch = begin(List.of(sampled, other));

        batch.startProducing(List.of(sampled, other));
        batch.end();

        assertThat(exporter.getFinishedSpanItems()).hasSize(2);
        assertThat(ofBatch().getLinks())
                .extracting(LinkData::getSpanContext)
                .singleElement()
                .satisfies(link -> assertThat(SAMPLED).contains(link.getTraceId() + "-" + link.getSpanId()));
    }

    @Test
    void batchWithoutSampledRecordIsNotExported() {
        BatchTrace batch = begin(List.of(record(0, NOT_SAMPLED), record(1, null)));

        batch.step("write", () -> 1);
        batch.fail("down");

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void decisionNotToSampleIsPassedOn() {
        ConsumerRecord<byte[], byte[]> without = record(0, null);
        BatchTrace batch = begin(List.of(without));

        batch.startProducing(List.of(without));

        assertThat(propagated(batch, without)).matches(NOT_SAMPLED_CONTEXT);
    }

    @Test
    void contextIsPassedOnWhileTracingIsOff() {
        assertThat(propagated(BatchTrace.OFF, record(0, SAMPLED))).isEqualTo(SAMPLED);
        assertThat(propagated(BatchTrace.OFF, record(0, null))).isEmpty();
    }

    /** A longer header would enlarge each message of the order, until a broker rejects it. */
    @Test
    void oversizedContextIsNotPassedOn() {
        ConsumerRecord<byte[], byte[]> record = record(0, SAMPLED);
        record.headers().add("tracestate", "a=".concat("x".repeat(1_000_000)).getBytes(UTF_8));
        Headers untraced = new RecordHeaders();
        Headers traced = new RecordHeaders();
        BatchTrace batch = begin(List.of(record));
        batch.startProducing(List.of(record));

        BatchTrace.OFF.propagate(record, untraced);
        batch.propagate(record, traced);

        assertThat(untraced.lastHeader("traceparent")).isNotNull();
        assertThat(untraced.lastHeader("tracestate")).isNull();
        assertThat(traced.lastHeader("traceparent")).isNotNull();
        assertThat(traced.lastHeader("tracestate")).isNull();
        assertThat(propagated(BatchTrace.OFF, record(1, "x".repeat(1_000)))).isEmpty();
    }

    @Test
    void spansHaveBoundedTexts() {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("orders", 0, 0, "k".repeat(100_000).getBytes(UTF_8), new byte[0]);
        record.headers().add("traceparent", SAMPLED.getBytes(UTF_8));
        BatchTrace batch = begin(List.of(record));

        batch.startProducing(List.of(record));
        batch.fail("r".repeat(100_000));

        assertThat(exporter.getFinishedSpanItems())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.toString().length()).isLessThan(10_000));
    }

    @Test
    void invalidContextCountsAsNone() {
        ConsumerRecord<byte[], byte[]> record = record(0, "no context");
        BatchTrace batch = begin(List.of(record));

        batch.startProducing(List.of(record));

        assertThat(propagated(batch, record)).matches(NOT_SAMPLED_CONTEXT);
    }

    @Test
    void deadLetterKeepsTheContextOfItsRecord() {
        ConsumerRecord<byte[], byte[]> record = record(0, SAMPLED);
        BatchTrace batch = begin(List.of(record));
        batch.startProducing(List.of(record));
        Headers headers = new RecordHeaders(record.headers().toArray());

        batch.propagateRejected(record, headers);
        batch.reject(record, "CONTRACT_VIOLATION", "cost is missing");
        batch.end();

        assertThat(new String(headers.lastHeader("traceparent").value(), UTF_8)).isEqualTo(SAMPLED);
        assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getDescription()).isEqualTo("cost is missing"));
    }

    @Test
    void stepsAreSpansOfTheBatchAlsoWhenItFails() {
        ConsumerRecord<byte[], byte[]> record = record(0, SAMPLED);
        BatchTrace batch = begin(List.of(record));

        batch.step("parse", () -> 1);
        batch.step("write", () -> 2);
        batch.fail("connection refused");

        assertThat(ofBatch().getStatus().getDescription()).isEqualTo("connection refused");
        assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getParentSpanId().equals(ofBatch().getSpanId()))
                .extracting(SpanData::getName)
                .containsExactly("parse", "write");
    }

    @Test
    void batchHasAtMost128Links() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int offset = 0; offset < 500; offset++) {
            records.add(record(offset, SAMPLED));
        }
        BatchTrace batch = begin(records);

        batch.startProducing(records);
        batch.end();

        assertThat(ofBatch().getLinks()).hasSize(128);
        assertThat(ofBatch().getTotalRecordedLinks()).isEqualTo(128);
    }

    @Test
    void logLinesHaveTheBatchOnlyWhileItIsProduced() {
        ConsumerRecord<byte[], byte[]> record = record(0, SAMPLED);
        BatchTrace batch = begin(List.of(record));

        assertThat(batch.step("parse", () -> String.valueOf(MDC.get("traceId"))))
                .isEqualTo("null");
        batch.startProducing(List.of(record));
        String traceId = batch.step("produce", () -> MDC.get("traceId"));
        batch.end();

        assertThat(traceId).isEqualTo(ofBatch().getTraceId());
        assertThat(MDC.get("traceId")).isNull();
    }

    private BatchTrace begin(List<ConsumerRecord<byte[], byte[]>> records) {
        return new TracedBatch(tracers.get("test"), "group", records);
    }

    private SpanData ofBatch() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getAttributes().asMap().keySet().stream()
                        .anyMatch(key -> key.getKey().equals("messaging.batch.message_count")))
                .findFirst()
                .orElseThrow();
    }

    private static String propagated(BatchTrace batch, ConsumerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders();
        batch.propagate(record, headers);
        return headers.lastHeader("traceparent") == null
                ? ""
                : new String(headers.lastHeader("traceparent").value(), UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String traceParent) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("orders", 0, offset, new byte[0], new byte[0]);
        if (traceParent != null) {
            record.headers().add("traceparent", traceParent.getBytes(UTF_8));
        }
        return record;
    }
}
