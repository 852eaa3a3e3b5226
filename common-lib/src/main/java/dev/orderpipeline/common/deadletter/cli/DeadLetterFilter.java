package dev.orderpipeline.common.deadletter.cli;

import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Selects the oldest of the dead letters added, up to a limit. It keeps only their positions. */
final class DeadLetterFilter {

    private record Place(long time, TopicPartition partition, long offset) {

        private static final Comparator<Place> OLDEST_FIRST = Comparator.comparingLong(Place::time)
                .thenComparingInt(place -> place.partition().partition())
                .thenComparingLong(Place::offset);

        static Place of(StoredDeadLetter letter) {
            return new Place(
                    letter.stored().timestamp(),
                    new TopicPartition(letter.stored().topic(), letter.stored().partition()),
                    letter.stored().offset());
        }
    }

    private final int limit;
    private final TreeSet<Place> places = new TreeSet<>(Place.OLDEST_FIRST);

    DeadLetterFilter(int limit) {
        this.limit = limit;
    }

    void add(StoredDeadLetter letter) {
        places.add(Place.of(letter));
        if (places.size() > limit) {
            places.pollLast();
        }
    }

    boolean contains(StoredDeadLetter letter) {
        return places.contains(Place.of(letter));
    }

    int size() {
        return places.size();
    }

    /** For each partition with a selected letter, the offset after the last one. */
    Map<TopicPartition, Long> stops() {
        Map<TopicPartition, Long> stops = new HashMap<>();
        places.forEach(place -> stops.merge(place.partition(), place.offset() + 1, Math::max));
        return stops;
    }
}
