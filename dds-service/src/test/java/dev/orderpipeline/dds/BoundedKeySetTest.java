package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedKeySetTest {

    private static final int CAPACITY = 1 << 15;

    private final BoundedKeySet set = new BoundedKeySet(16L * CAPACITY);

    @Test
    void keyIsFoundByBothHalves() {
        set.add(new UUID(1, 2));

        assertThat(set.contains(new UUID(1, 2))).isTrue();
        assertThat(set.contains(new UUID(1, 3))).isFalse();
        assertThat(set.contains(new UUID(2, 2))).isFalse();
        assertThat(set.contains(new UUID(2, 1))).isFalse();
    }

    @Test
    void repeatedKeyIsStoredOnce() {
        assertThat(set.add(new UUID(1, 2))).isFalse();
        assertThat(set.add(new UUID(1, 2))).isFalse();

        assertThat(set.size()).isEqualTo(1);
    }

    @Test
    void growthKeepsKeys() {
        List<UUID> keys = keys(CAPACITY / 4);
        long displaced = keys.stream().filter(set::add).count();

        assertThat(keys.stream().filter(set::contains)).hasSize(set.size());
        assertThat(set.size() + displaced).isEqualTo(keys.size());
        assertThat(displaced).isLessThan(keys.size() / 50);
    }

    @Test
    void fullSetKeepsTheLatestKey() {
        for (UUID key : keys(4 * CAPACITY)) {
            set.add(key);
            assertThat(set.contains(key)).isTrue();
        }

        assertThat(set.size()).isBetween(CAPACITY * 9 / 10, CAPACITY);
    }

    @Test
    void keyOfAFullBucketDisplacesOneOther() {
        List<UUID> sameBucket =
                IntStream.rangeClosed(1, 9).mapToObj(low -> new UUID(0, low)).toList();

        assertThat(sameBucket.stream().filter(set::add)).hasSize(1);
        assertThat(sameBucket.stream().filter(set::contains)).hasSize(8);
        assertThat(set.size()).isEqualTo(8);
    }

    @Test
    void clearedSetIsEmpty() {
        List<UUID> keys = keys(CAPACITY);
        keys.forEach(set::add);
        set.clear();

        assertThat(set.size()).isZero();
        assertThat(keys).noneMatch(set::contains);
    }

    private static List<UUID> keys(int count) {
        HashKeys hashKeys = new HashKeys();
        return IntStream.range(0, count)
                .mapToObj(number -> hashKeys.of(Integer.toString(number)))
                .toList();
    }
}
