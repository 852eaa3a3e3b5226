package dev.orderpipeline.common.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.ConsumedRecords;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

class BatchWriterTest {

    private static final MemoryBudget MEMORY = new MemoryBudget(80 << 20, 0, 1);

    private final FakeDatabase database = new FakeDatabase();
    private final BatchWriter<String> writer = new BatchWriter<>(database, database, MEMORY);
    private int heartbeats;

    @Nested
    class Parsing {

        @Test
        void invalidRecordsAreDeadLettersBeforeTheWrite() {
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records(3));
            batch.add(1, ConsumedRecords.consumed(77, "invalid"));

            BatchResult result = write(batch);

            assertThat(result.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.source().offset()).isEqualTo(77);
                assertThat(letter.code()).isEqualTo(ErrorCode.MALFORMED_JSON);
            });
            assertThat(database.table).isEqualTo(values(3));
            assertThat(database.transactions).isEqualTo(1);
        }

        @Test
        void batchOfInvalidRecordsHasNoTransaction() {
            BatchResult result = write(List.of(ConsumedRecords.consumed(0, "invalid")));

            assertThat(result.deadLetters()).hasSize(1);
            assertThat(database.transactions).isZero();
        }

        @Test
        void recordTooLargeForTheHeapIsNotParsed() {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(records(3));
            records.set(0, sized(0, 3, MEMORY.recordBytes() - 3, "max size".getBytes(UTF_8)));
            records.set(1, sized(1, 3, MEMORY.recordBytes() - 2, "invalid".getBytes(UTF_8)));
            records.add(sized(3, 3, 14_000_000, null));
            records.add(sized(4, MEMORY.recordBytes(), 10, "invalid".getBytes(UTF_8)));

            BatchResult result = write(records);

            assertThat(sent(result)).containsExactly("max size", "value-2");
            assertThat(result.deadLetters())
                    .extracting(letter -> letter.source().offset())
                    .containsExactly(1L, 3L, 4L);
            assertThat(result.deadLetters()).extracting(DeadLetter::code).containsOnly(ErrorCode.CONTRACT_VIOLATION);
            assertThat(result.deadLetters().get(1).cause())
                    .hasMessage(
                            "the record is 14000003 bytes long, and the longest that fits into a heap of 83886080 bytes"
                                    + " is 1310720");
        }

        private static ConsumerRecord<byte[], byte[]> sized(long offset, int keyBytes, int valueBytes, byte[] value) {
            return new ConsumerRecord<>(
                    "orders",
                    0,
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    keyBytes,
                    valueBytes,
                    new byte[0],
                    value,
                    new RecordHeaders(),
                    Optional.empty());
        }
    }

    @Nested
    class Transactions {

        @Test
        void validBatchIsOneTransaction() {
            BatchResult result = write(records(1_000));

            assertThat(database.transactions).isEqualTo(1);
            assertThat(database.table).isEqualTo(values(1_000));
            assertThat(sent(result)).isEqualTo(values(1_000));
            assertThat(result.deadLetters()).isEmpty();
            assertThat(result.written()).isEqualTo(1_000);
        }

        @Test
        void deadLettersOfTheProcessorAreKept() {
            database.missingReference = "value-2";

            BatchResult result = write(records(4));

            assertThat(result.deadLetters())
                    .extracting(DeadLetter::code)
                    .containsExactly(ErrorCode.REFERENCE_NOT_FOUND);
            assertThat(sent(result)).containsExactly("value-0", "value-1", "value-3");
        }

        @Test
        void outdatedBatchIsPreparedAgain() {
            database.outdatedBatches = 1;

            BatchResult result = write(records(10));

            assertThat(sent(result)).isEqualTo(values(10));
            assertThat(result.written()).isEqualTo(10);
            assertThat(database.table).isEqualTo(values(10));
            assertThat(database.transactions).isEqualTo(2);
            assertThat(heartbeats).isEqualTo(2);
        }

        @Test
        void secondOutdatedBatchIsPropagated() {
            database.outdatedBatches = 2;

            assertThatThrownBy(() -> write(records(10))).isInstanceOf(OutdatedBatchException.class);
            assertThat(database.transactions).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "08006", "22P05", "23502", "23503", "23505", "25006", "40P01", "40001", "42P01", "53100", "57P01"
                })
        void failureWithoutARejectedValueIsPropagated(String sqlState) {
            database.failures.put("value-5", sqlState);

            assertThatThrownBy(() -> write(records(10)))
                    .isInstanceOf(UncategorizedSQLException.class)
                    .hasRootCauseMessage("refused value-5");
            assertThat(database.transactions).isEqualTo(1);
            assertThat(database.table).isEmpty();
            assertThat(heartbeats).isZero();
        }

        @Test
        void failureOutsideOfTheDatabaseIsPropagated() {
            database.processing = new IllegalStateException("bug");

            assertThatThrownBy(() -> write(records(10))).hasMessage("bug");
            assertThat(database.transactions).isEqualTo(1);
        }
    }

    @Nested
    class RejectedRecords {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 511, 512, 1_023})
        void rejectedRecordIsIsolatedInFewTransactions(int rejected) {
            database.failures.put("value-" + rejected, "22003");

            BatchResult result = write(records(1_024));

            List<String> others = values(1_024);
            others.remove(rejected);
            assertThat(database.table).isEqualTo(others);
            assertThat(sent(result)).isEqualTo(others);
            assertThat(result.written()).isEqualTo(1_023);
            assertThat(result.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.source().offset()).isEqualTo(rejected);
                assertThat(letter.code()).isEqualTo(ErrorCode.REJECTED_BY_DATABASE);
                assertThat(letter.cause()).hasMessage("refused value-" + rejected);
            });
            // The whole batch, then two halves for each of the ten times it is halved.
            assertThat(database.transactions).isEqualTo(21);
            assertThat(heartbeats).isEqualTo(21);
        }

        @Test
        void severalRejectedRecordsAreIsolated() {
            database.failures.put("value-3", "22P02");
            database.failures.put("value-4", "54000");
            database.failures.put("value-900", "22021");

            BatchResult result = write(records(1_000));

            assertThat(result.deadLetters())
                    .extracting(letter -> letter.source().offset())
                    .containsExactly(3L, 4L, 900L);
            assertThat(database.table).hasSize(997).doesNotContain("value-3", "value-4", "value-900");
            assertThat(database.transactions).isLessThan(3 * 21);
        }

        @Test
        void batchOfRejectedRecordsWritesNothing() {
            values(4).forEach(value -> database.failures.put(value, "22003"));

            BatchResult result = write(records(4));

            assertThat(result.deadLetters()).hasSize(4);
            assertThat(result.messages()).isEmpty();
            assertThat(result.written()).isZero();
        }

        @Test
        void outageDuringHalvingIsPropagated() {
            database.failures.put("value-1", "22003");
            database.failures.put("value-9", "57P01");

            // The rejected value comes first and hides the outage until the batch is halved.
            assertThatThrownBy(() -> write(records(10))).hasRootCauseMessage("refused value-9");
        }

        @Test
        void rejectedRecordOfALargeBatchIsIsolated() {
            database.fitting = 10;
            database.failures.put("value-3", "22003");
            List<DeadLetter> deadLetters = new ArrayList<>();
            for (List<ConsumerRecord<byte[], byte[]>> left = records(100); !left.isEmpty(); ) {
                WrittenBatch written = part(left);
                assertThat(sent(written.result())).hasSizeLessThan(20);
                deadLetters.addAll(written.result().deadLetters());
                left = left.subList(written.records().size(), left.size());
            }

            assertThat(deadLetters)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.source().offset()).isEqualTo(3));
            List<String> others = values(100);
            others.remove(3);
            assertThat(database.table).isEqualTo(others);
        }
    }

    @Nested
    class LargeBatches {

        @Test
        void firstRecordsAreWrittenIfRowsDoNotFit() {
            database.fitting = 10;
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records(30));
            batch.add(3, ConsumedRecords.consumed(77, "invalid"));
            batch.add(11, ConsumedRecords.consumed(78, "invalid"));
            batch.add(20, ConsumedRecords.consumed(79, "invalid"));

            WrittenBatch written = part(batch);

            assertThat(written.records()).isEqualTo(batch.subList(0, 12));
            assertThat(database.table).isEqualTo(values(10));
            assertThat(sent(written.result())).isEqualTo(values(10));
            assertThat(written.result().written()).isEqualTo(10);
            assertThat(written.result().deadLetters())
                    .extracting(letter -> letter.source().offset())
                    .containsExactly(77L, 78L);
            assertThat(heartbeats).isEqualTo(2);
        }

        @Test
        void firstRecordsAreWrittenIfMessagesDoNotFit() {
            database.fittingMessages = 10;
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records(30));
            batch.add(3, ConsumedRecords.consumed(77, "invalid"));

            WrittenBatch written = part(batch);

            assertThat(written.records()).isEqualTo(batch.subList(0, 11));
            assertThat(sent(written.result())).isEqualTo(values(10));
            assertThat(written.result().deadLetters()).hasSize(1);
            assertThat(database.transactions).isEqualTo(1);
        }

        /** What does not fit is read from the tables once more, and records behind it are parsed for nothing. */
        @Test
        void batchesAfterALargeOneAreShortAndGrowAgain() {
            database.fitting = 10;
            List<Integer> sizes = new ArrayList<>();
            for (List<ConsumerRecord<byte[], byte[]>> left = records(1_000); !left.isEmpty(); ) {
                WrittenBatch written = part(left);
                sizes.add(written.records().size());
                left = left.subList(written.records().size(), left.size());
            }

            assertThat(database.table).isEqualTo(values(1_000));
            assertThat(sizes).hasSize(100).containsOnly(10);
            assertThat(database.parsed).isLessThan(1_000 + 100 * 2 * 20);

            database.fitting = Integer.MAX_VALUE;
            assertThat(IntStream.range(0, 5)
                            .map(attempt -> part(records(100)).records().size()))
                    .containsExactly(40, 80, 100, 100, 100);
        }

        @Test
        void batchesGrowAgainAfterRejectedRecords() {
            database.fitting = 1;
            part(records(10));
            List<ConsumerRecord<byte[], byte[]>> invalid = IntStream.range(0, 10)
                    .mapToObj(offset -> ConsumedRecords.consumed(offset, "invalid"))
                    .toList();

            assertThat(part(invalid).records()).hasSize(2);
            assertThat(part(invalid).records()).hasSize(4);
        }
    }

    private BatchResult write(List<ConsumerRecord<byte[], byte[]>> records) {
        WrittenBatch written = part(records);
        assertThat(written.records()).isEqualTo(records);
        return written.result();
    }

    private WrittenBatch part(List<ConsumerRecord<byte[], byte[]>> records) {
        return writer.parse(records).write(() -> heartbeats++);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> ConsumedRecords.consumed(index, "value-" + index))
                .toList();
    }

    private static List<String> values(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(index -> "value-" + index).toList());
    }

    private static List<String> sent(BatchResult result) {
        return result.messages().stream().map(OutgoingMessage::key).toList();
    }

    /** A table of values, written in transactions, that rejects some of them. */
    private static final class FakeDatabase implements TransactionOperations, BatchProcessor<String> {

        final List<String> table = new ArrayList<>();
        /** SQLSTATE of the rejection by value. */
        final Map<String, String> failures = new TreeMap<>();

        RuntimeException processing;
        /** Number of the next prepared batches that are outdated when they are written. */
        int outdatedBatches;

        String missingReference;
        /** Messages that fit into a batch. */
        int fitting = Integer.MAX_VALUE;
        /** Messages that may come of a batch. */
        int fittingMessages = Integer.MAX_VALUE;

        int transactions;
        int parsed;

        @Override
        public <T> T execute(TransactionCallback<T> action) {
            transactions++;
            List<String> before = List.copyOf(table);
            try {
                return action.doInTransaction(null);
            } catch (RuntimeException e) {
                table.clear();
                table.addAll(before);
                throw e;
            }
        }

        @Override
        public String parse(byte[] value) {
            parsed++;
            String text = new String(value, UTF_8);
            if (text.equals("invalid")) {
                throw new RejectedRecordException(ErrorCode.MALFORMED_JSON, text);
            }
            return text;
        }

        @Override
        public PreparedBatch prepare(List<Received<String>> batch) {
            if (batch.size() > fittingMessages) {
                throw new BatchTooLargeException(fittingMessages);
            }
            boolean outdated = outdatedBatches-- > 0;
            return () -> {
                if (outdated) {
                    throw new OutdatedBatchException("replaced");
                }
                return write(batch);
            };
        }

        private BatchResult write(List<Received<String>> batch) {
            if (processing != null) {
                throw processing;
            }
            if (batch.size() > fitting) {
                throw new BatchTooLargeException(fitting);
            }
            List<OutgoingMessage> messages = new ArrayList<>();
            List<DeadLetter> deadLetters = new ArrayList<>();
            for (Received<String> received : batch) {
                write(received.message());
                if (received.message().equals(missingReference)) {
                    RejectedRecordException missing =
                            new RejectedRecordException(ErrorCode.REFERENCE_NOT_FOUND, "missing");
                    deadLetters.add(new DeadLetter(received.origin().record(), missing));
                } else {
                    messages.add(new OutgoingMessage(received.origin(), received.message(), new byte[0]));
                }
            }
            return new BatchResult(messages, deadLetters, batch.size());
        }

        private void write(String value) {
            table.add(value);
            String sqlState = failures.get(value);
            if (sqlState != null) {
                throw new UncategorizedSQLException("insert", "sql", new SQLException("refused " + value, sqlState));
            }
        }
    }
}
