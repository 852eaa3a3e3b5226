package dev.orderpipeline.cdm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The name of what is counted, and the stamp of the menu that it is from. The newest stamp wins, of equal stamps the
 * larger text, compared by code points like PostgreSQL's collation "C".
 */
record CounterName(LocalDateTime menuStamp, String text) implements Comparable<CounterName> {

    private static final Comparator<CounterName> NEWEST_LAST = Comparator.comparing(CounterName::menuStamp)
            .thenComparing(name -> name.text().getBytes(UTF_8), Arrays::compareUnsigned);

    @Override
    public int compareTo(CounterName other) {
        return NEWEST_LAST.compare(this, other);
    }

    static CounterName newest(CounterName one, CounterName other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
