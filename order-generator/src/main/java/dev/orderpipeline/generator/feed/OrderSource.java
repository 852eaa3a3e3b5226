package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.order.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the orders of a run come from. */
public interface OrderSource {

    /** The options that choose these orders, as a person would write them. */
    String options();

    /** The users and restaurants that the orders name: JSON by id. */
    Map<String, String> reference();

    /** The messages in the order in which they are to be fed; to be closed. */
    Stream<SourceRecord> records();

    /**
     * Why there are so many messages, rows and dead letters, in lines; empty where that is not known.
     *
     * @param messages how many have been fed
     */
    List<String> explanation(long messages);

    /** True where the source says of every record whether the pipeline has to refuse it. */
    boolean knowsPoison();
}
