package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.order.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A source of orders and their reference data. */
public interface OrderSource {

    /** The options that choose these orders, as on the command line. */
    String options();

    /** The users and restaurants that the orders name: JSON by id. */
    Map<String, String> reference();

    /** The messages in the order in which they are to be fed; to be closed. */
    Stream<SourceRecord> records();

    /**
     * Explains the numbers of messages, rows and dead letters, in lines; empty if they are not predictable.
     *
     * @param messages number of messages fed
     */
    List<String> explanation(long messages);

    /** Whether every invalid record has its expected error code. */
    boolean hasExpectedErrorCodes();
}
