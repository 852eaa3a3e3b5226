package dev.orderpipeline.common.deadletter.cli;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTableTest {

    @Test
    void countsAllCodesAndShowsTheNewestLettersInColumns() {
        DeadLetterTable listing = new DeadLetterTable(2);
        listing.add(letter(8, "2026-11-22T10:00:01Z", "a long key", "{}", "MALFORMED_JSON", "no JSON"));
        listing.add(letter(9, "2026-11-22T10:00:02.5Z", null, null, "CONTRACT_VIOLATION", "a\ntombstone"));
        listing.add(letter(7, "2026-11-22T10:00:00Z", "key", "{}", "MALFORMED_JSON", "older"));

        assertThat(listing.total()).isEqualTo(3);
        assertThat(listing.lines())
                .containsExactly(
                        "CODE                COUNT",
                        "CONTRACT_VIOLATION  1",
                        "MALFORMED_JSON      2",
                        "",
                        "TIME                      ORIGINAL    KEY         CODE                ATTEMPTS  REASON",
                        "2026-11-22T10:00:02.500Z  orders-3@9  -           CONTRACT_VIOLATION  4         a?tombstone"
                                + " (no value: can't be redriven)",
                        "2026-11-22T10:00:01Z      orders-3@8  a long key  MALFORMED_JSON      4         no JSON",
                        "and 1 older");
    }

    private static StoredDeadLetter letter(
            long originalOffset, String time, String key, String value, String code, String reason) {
        ConsumerRecord<byte[], byte[]> stored = new ConsumerRecord<>(
                "orders.dlq",
                0,
                originalOffset,
                Instant.parse(time).toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8),
                new RecordHeaders().add("pipeline-attempts", "4".getBytes(UTF_8)),
                Optional.empty());
        return new StoredDeadLetter(stored, consumed(originalOffset, value, Map.of()), "loaders", code, reason);
    }
}
