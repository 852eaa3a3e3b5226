package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.order.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.KafkaThread;
import org.jspecify.annotations.Nullable;

/** Sends order messages to a topic in the background. */
public final class OrderFeed implements AutoCloseable {

    private static final Map<String, Object> PRODUCER_SETTINGS = Map.of(
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "zstd",
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 * 1024,
            ProducerConfig.LINGER_MS_CONFIG,
            10);

    /** The header with the line number of a record in the file that it was read from. */
    public static final String LINE_HEADER = "quickstart-line";

    /** A rate that no machine reaches. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** While the broker is not reachable. */
    private static final Duration DEFAULT_DELIVERY_TIMEOUT = Duration.ofMinutes(30);

    private static final Duration MAX_REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final String topic;
    private final Stream<SourceRecord> records;
    private final Pace pace;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AcknowledgedPrefix prefix = new AcknowledgedPrefix();
    private final Map<Integer, Long> firstOffsets = new ConcurrentHashMap<>();
    private final Collection<FedInvalidRecord> invalidRecords = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Exception> sendFailure = new AtomicReference<>();
    private final StopSignal closed = new StopSignal();
    private final CompletableFuture<Void> feeding;

    /**
     * Begins to feed.
     *
     * @param clientSettings bootstrap servers and security settings of the Kafka client
     * @param recordsPerSecond at most
     */
    public OrderFeed(
            Map<String, Object> clientSettings, String topic, Stream<SourceRecord> records, int recordsPerSecond) {
        this.topic = topic;
        this.records = records;
        this.pace = new Pace(recordsPerSecond);
        this.producer = producer(clientSettings);
        this.feeding = CompletableFuture.runAsync(
                this::feed, work -> KafkaThread.daemon("order-feed", work).start());
    }

    /**
     * The timeouts of a client whose records are retried for this long.
     *
     * @param timeout at least a second
     */
    static Map<String, Object> deliveryTimeout(Duration timeout) {
        int milliseconds = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        return Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (long) milliseconds,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                milliseconds,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) Math.min(milliseconds / 2, MAX_REQUEST_TIMEOUT.toMillis()));
    }

    /** How many records from the first on have been acknowledged without a gap. */
    long fedWithoutGap() {
        return prefix.length();
    }

    /** Records that the broker has acknowledged. */
    public long fed() {
        return acknowledged.get();
    }

    /**
     * True once the broker has acknowledged the last record.
     *
     * @throws CommandFailedException if a record could not be read or sent
     */
    public boolean isFinished() {
        if (!feeding.isDone()) {
            return false;
        }
        try {
            feeding.join();
            return true;
        } catch (CompletionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new CommandFailedException(
                    "The orders could not be fed, after %s messages: %s"
                            .formatted(Format.number(fed()), reason.getMessage()),
                    reason);
        }
    }

    /** The records fed so far that the pipeline must reject. */
    public List<FedInvalidRecord> invalidRecords() {
        return List.copyOf(invalidRecords);
    }

    /** The offset of the first record fed to each partition that got any. */
    public Map<Integer, Long> firstOffsets() {
        return Map.copyOf(firstOffsets);
    }

    private void feed() {
        long start = System.nanoTime();
        long index = 0;
        Iterator<SourceRecord> iterator = records.iterator();
        while (iterator.hasNext() && sendFailure.get() == null) {
            if (closed.await(pace.untilDue(index, Duration.ofNanos(System.nanoTime() - start)))) {
                return;
            }
            send(iterator.next(), index);
            index++;
        }
        producer.flush();
        if (sendFailure.get() != null) {
            throw new CompletionException(sendFailure.get());
        }
    }

    private void send(SourceRecord record, long index) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, record.key(), record.value());
        if (record.line() > 0) {
            message.headers().add(LINE_HEADER, Long.toString(record.line()).getBytes(StandardCharsets.UTF_8));
        }
        producer.send(message, (metadata, failure) -> {
            if (failure == null) {
                acknowledge(record, metadata);
                prefix.add(index);
            } else {
                sendFailure.compareAndSet(null, failure);
            }
        });
    }

    private void acknowledge(SourceRecord record, RecordMetadata metadata) {
        firstOffsets.merge(metadata.partition(), metadata.offset(), Math::min);
        if (record.expectedErrorCode() != null) {
            invalidRecords.add(new FedInvalidRecord(
                    metadata.partition(), metadata.offset(), record.value(), record.expectedErrorCode()));
        }
        acknowledged.incrementAndGet();
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> clientSettings) {
        Map<String, Object> settings = new HashMap<>(PRODUCER_SETTINGS);
        settings.putAll(deliveryTimeout(DEFAULT_DELIVERY_TIMEOUT));
        settings.putAll(clientSettings);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Stops the feed; records not yet sent are dropped. */
    @Override
    public void close() {
        closed.give();
        producer.close(Duration.ZERO);
        records.close();
    }
}
