package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be produced once a batch is written.
 *
 * @param messages in the order in which they are to be produced
 * @param written the number of records written to the tables
 */
public record BatchResult(List<OutgoingMessage> messages, List<DeadLetter> deadLetters, int written) {

    BatchResult plus(BatchResult other) {
        return new BatchResult(
                joined(messages, other.messages), joined(deadLetters, other.deadLetters), written + other.written);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }
}
