package dev.orderpipeline.dds;

import java.util.UUID;

/**
 * A set of hash keys in a limited part of the heap: once it is full, a key displaces another. A key takes 16 bytes, a
 * quarter of what objects would take, and is stored in one of the eight places of its bucket. Thread-safe.
 */
final class BoundedKeySet {

    private static final int PLACES = 8;
    /** Both halves of each key; zeros are a free place. */
    private static final int BUCKET_HALVES = 2 * PLACES;

    private static final int BUCKET_BYTES = BUCKET_HALVES * Long.BYTES;
    private static final int FIRST_BUCKETS = 512;
    private static final int MAX_BUCKETS = 1 << 26;

    private final long limit;
    private int buckets;
    private long[] halves;
    private int size;

    /** @param maxBytes of the heap; 64 KiB are used at least, and half as much again while it grows */
    BoundedKeySet(long maxBytes) {
        this.limit = Math.min(maxBytes / BUCKET_BYTES, MAX_BUCKETS);
        clear();
    }

    synchronized boolean contains(UUID key) {
        return isAt(place(key.getMostSignificantBits(), key.getLeastSignificantBits()), key);
    }

    /** @return whether another key was displaced */
    synchronized boolean add(UUID key) {
        if (2 * size >= PLACES * buckets && 2L * buckets <= limit) {
            grow();
        }
        int place = place(key.getMostSignificantBits(), key.getLeastSignificantBits());
        boolean displaces = !isFree(place) && !isAt(place, key);
        put(place, key.getMostSignificantBits(), key.getLeastSignificantBits());
        return displaces;
    }

    synchronized int size() {
        return size;
    }

    synchronized void clear() {
        buckets = FIRST_BUCKETS;
        halves = new long[buckets * BUCKET_HALVES];
        size = 0;
    }

    /** Half full, a fiftieth of the buckets has no free place. */
    private void grow() {
        long[] before = halves;
        buckets *= 2;
        halves = new long[buckets * BUCKET_HALVES];
        size = 0;
        for (int place = 0; place < before.length; place += 2) {
            long high = before[place];
            long low = before[place + 1];
            if ((high | low) != 0) {
                put(place(high, low), high, low);
            }
        }
    }

    private void put(int place, long high, long low) {
        if (isFree(place)) {
            size++;
        }
        halves[place] = high;
        halves[place + 1] = low;
    }

    /** Where the key is or belongs: its own place, a free one, or that of a key to displace. */
    private int place(long high, long low) {
        int bucket = (int) (high & (buckets - 1)) * BUCKET_HALVES;
        for (int place = bucket; place < bucket + BUCKET_HALVES; place += 2) {
            if (isFree(place) || halves[place] == high && halves[place + 1] == low) {
                return place;
            }
        }
        return bucket + 2 * (int) (low & (PLACES - 1));
    }

    private boolean isFree(int place) {
        return (halves[place] | halves[place + 1]) == 0;
    }

    private boolean isAt(int place, UUID key) {
        return halves[place] == key.getMostSignificantBits() && halves[place + 1] == key.getLeastSignificantBits();
    }
}
