package dev.orderpipeline.common.memory;

import java.lang.management.ManagementFactory;

/**
 * Limits, in bytes, on data in memory whose number or size is not limited otherwise: shares of the heap, so that no
 * number of users and no size of menus or messages leads to an out-of-memory error or to constant garbage collection.
 * Data shared by the loops of a process get a share of the heap, data of each loop a share divided by the number of
 * loops.
 *
 * <p>An idle service uses about 25 MiB. A batch uses up to ten times its bytes until it is sent (objects, rows,
 * parameters, messages), and there are two: one is read while the other is written.
 *
 * @param heapBytes of the process, without a survivor space
 * @param survivorBytes of the survivor space that {@code -Xmx} has besides: one of two is always empty
 * @param loops that share the heap
 */
public record MemoryBudget(long heapBytes, long survivorBytes, int loops) {

    private static final long MEBIBYTE = 1024 * 1024;

    private static final long BATCH_SHARE = 128;
    private static final long RECORD_SHARE = 64;
    private static final long STORED_SHARE = 192;
    private static final long MESSAGE_SHARE = 32;
    private static final long KEPT_SHARE = 20;
    private static final long POLL_SHARE = 10;
    private static final long FETCH_SHARE = 64;
    private static final long PARTITION_FETCH_SHARE = 640;
    private static final long PRODUCER_SHARE = 10;
    private static final long REFERENCE_SHARE = 16;
    private static final long WRITTEN_ROWS_SHARE = 8;
    private static final long FIGURES_SHARE = 32;

    private static final int MIN_BYTES = 16 * 1024;
    /** Well below the 2 GiB limit of arrays; no order is this large. */
    private static final int MAX_BYTES = 256 * 1024 * 1024;

    /** @param loops that share this process */
    public static MemoryBudget ofThisProcess(int loops) {
        return new MemoryBudget(Runtime.getRuntime().maxMemory(), survivorBytesOfThisProcess(), loops);
    }

    /** As the serial collector reports it; 0 for a collector without such spaces. */
    private static long survivorBytesOfThisProcess() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("Survivor"))
                .mapToLong(pool -> Math.max(0, pool.getUsage().getMax()))
                .sum();
    }

    /**
     * The records of a batch, uncompressed: key, value, headers and the client's objects. Several hundred records of
     * typical size; more would be promoted to the old generation before they are written, and each batch would cost a
     * full collection.
     */
    public int batchBytes() {
        return perLoop(BATCH_SHARE);
    }

    /**
     * Rows that a transaction loads for a batch, as text. A counter's row is a name and a key, less than half of the
     * record's bytes for it, and the objects created from it are kept as well.
     */
    public int storedBytes() {
        return perLoop(STORED_SHARE);
    }

    /** The messages created from a batch: names of the reference data may be far longer than the orders. */
    public int messageBytes() {
        return perLoop(MESSAGE_SHARE);
    }

    /** The largest record that is processed, as a batch of its own. */
    public int recordBytes() {
        return perLoop(RECORD_SHARE);
    }

    /** The limit on records, for the log. */
    public String summary() {
        return ("Memory: a heap of %d MiB, CONCURRENCY %d: records of more than %d bytes become dead letters. A larger heap"
                        + " (JDK_JAVA_OPTIONS=-Xmx…, and a larger container) or a lower CONCURRENCY raises that limit")
                .formatted(heapBytes / MEBIBYTE, loops, recordBytes());
    }

    /** The settings with which records of this size are processed, for an operator; with the young generation of this process. */
    public String remedy(long recordBytes) {
        long mebibytes = (recordBytes * RECORD_SHARE * loops + survivorBytes) / MEBIBYTE + 1;
        return "Set -Xmx%dm in JDK_JAVA_OPTIONS, beside its other flags, and as much more memory for the container%s"
                .formatted(mebibytes, loops == 1 ? "" : ", or a lower CONCURRENCY than %d".formatted(loops));
    }

    /** The key, or the value, of a dead letter; a larger one is omitted. */
    public int keptBytes() {
        return perLoop(KEPT_SHARE);
    }

    /** Records that one poll returns from a client that cannot limit them one by one. */
    public int pollBytes() {
        return perLoop(POLL_SHARE);
    }

    /** A fetch response of a broker, compressed. */
    public int fetchBytes() {
        return perLoop(FETCH_SHARE);
    }

    /** The same per partition: one fetch per assigned partition may be buffered. */
    public int partitionFetchBytes() {
        return perLoop(PARTITION_FETCH_SHARE);
    }

    /** Messages that the brokers have not acknowledged yet; also the largest message that can be sent. */
    public int producerBytes() {
        return perLoop(PRODUCER_SHARE);
    }

    /** The cache of indexes of restaurants. */
    public int referenceBytes() {
        return bounded(heapBytes / REFERENCE_SHARE);
    }

    /** The cache of rows that are already written to the vault. */
    public int writtenRowsBytes() {
        return bounded(heapBytes / WRITTEN_ROWS_SHARE);
    }

    /**
     * A snapshot of the marts' figures, of which there are two while the next one is taken. As much again for the responses that
     * slow readers of figures hold, and for those of readers of a user's counters.
     */
    public int figuresBytes() {
        return bounded(heapBytes / FIGURES_SHARE);
    }

    private int perLoop(long share) {
        return bounded(heapBytes / share / loops);
    }

    private static int bounded(long bytes) {
        return (int) Math.max(MIN_BYTES, Math.min(MAX_BYTES, bytes));
    }
}
