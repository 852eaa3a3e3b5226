package dev.orderpipeline.common.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;

/** Inserts each number into a table once, and produces it. */
final class NumberTable implements BatchProcessor<String> {

    private final JdbcTemplate jdbc;
    final List<List<String>> prepared = new CopyOnWriteArrayList<>();
    final List<List<String>> written = new CopyOnWriteArrayList<>();
    volatile Consumer<List<String>> preparation = batch -> {};
    volatile Runnable failure = () -> {};
    volatile int attempts;
    /** Numbers that fit into a batch. */
    volatile int fitting = Integer.MAX_VALUE;

    NumberTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String parse(byte[] value) {
        String text = new String(value, UTF_8);
        if (!text.matches("\\d+")) {
            throw new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "no number: " + text);
        }
        return text;
    }

    @Override
    public PreparedBatch prepare(List<Received<String>> batch) {
        List<String> numbers = batch.stream().map(Received::message).toList();
        prepared.add(numbers);
        preparation.accept(numbers);
        return () -> {
            BatchResult result = write(batch);
            written.add(numbers);
            return result;
        };
    }

    private BatchResult write(List<Received<String>> batch) {
        attempts++;
        if (batch.size() > fitting) {
            throw new BatchTooLargeException(fitting);
        }
        for (Received<String> received : batch) {
            jdbc.update("INSERT INTO numbers VALUES (CAST(? AS int)) ON CONFLICT DO NOTHING", received.message());
        }
        failure.run();
        List<OutgoingMessage> messages = batch.stream()
                .map(received -> new OutgoingMessage(
                        received.origin(),
                        received.message(),
                        received.message().getBytes(UTF_8)))
                .toList();
        return new BatchResult(messages, List.of(), batch.size());
    }
}
