package dev.orderpipeline.common.memory;

/**
 * What may be kept in memory of data whose number or size is not limited, in bytes: shares of the heap, so that neither
 * more users nor larger menus nor larger messages end the process or keep it collecting garbage. What the loops of a
 * process have in common is a share of the heap, what each has for itself a share of the heap divided by their number.
 *
 * <p>An idle service keeps about 25 MiB. Of a batch, up to ten times its bytes are kept until it is sent (objects, rows,
 * parameters, messages), and there are two: one that is read while the other is written.
 *
 * @param heapBytes of the process
 * @param loops that share it
 */
public record MemoryBudget(long heapBytes, int loops) {

    private static final long MEBIBYTE = 1024 * 1024;
    /** Of the young objects: one of two equal spaces is always empty, and not part of {@link Runtime#maxMemory}. */
    private static final long UNCOUNTED_MEBIBYTES = 8;

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

    private static final int MIN_BYTES = 16 * 1024;
    /** Arrays end at 2 GiB, and a record of this size is no order any more. */
    private static final int MAX_BYTES = 256 * 1024 * 1024;

    /** @param loops that share this process */
    public static MemoryBudget ofThisProcess(int loops) {
        return new MemoryBudget(Runtime.getRuntime().maxMemory(), loops);
    }

    /**
     * The records of a batch, uncompressed: key, value, headers and what the client makes of them. Several hundred of the
     * usual size; more of them would grow old before they are written, and each batch would cost a full collection.
     */
    public int batchBytes() {
        return ofALoop(BATCH_SHARE);
    }

    /**
     * What the tables hold of a batch and a transaction loads, as text. Of a counter that is a name and a key, less than
     * half of what a record has of it, and all that is made of it is kept as well.
     */
    public int storedBytes() {
        return ofALoop(STORED_SHARE);
    }

    /** The messages that come of a batch: names of the reference data may be far longer than the orders. */
    public int messageBytes() {
        return ofALoop(MESSAGE_SHARE);
    }

    /** The largest record that is parsed; it is a batch of its own. */
    public int recordBytes() {
        return ofALoop(RECORD_SHARE);
    }

    /** How large a record is processed, for a reader. */
    public String summary() {
        return ("Memory: a heap of %d MiB, CONCURRENCY %d: records of more than %d bytes become dead letters. A larger heap"
                        + " (JDK_JAVA_OPTIONS=-Xmx…, and a larger container) or a lower CONCURRENCY raises that limit")
                .formatted(heapBytes / MEBIBYTE, loops, recordBytes());
    }

    /** What to set so that records of so many bytes are processed, for a reader. */
    public String remedy(long recordBytes) {
        long mebibytes = recordBytes * RECORD_SHARE * loops / MEBIBYTE + 1 + UNCOUNTED_MEBIBYTES;
        return "Set JDK_JAVA_OPTIONS=-Xmx%dm, and as much more memory for the container%s"
                .formatted(mebibytes, loops == 1 ? "" : ", or a lower CONCURRENCY than %d".formatted(loops));
    }

    /** The key, or the value, of a record that becomes a dead letter; a larger one is left out. */
    public int keptBytes() {
        return ofALoop(KEPT_SHARE);
    }

    /** Records that are returned together by a client that can not limit them one by one. */
    public int pollBytes() {
        return ofALoop(POLL_SHARE);
    }

    /** What a broker sends at once, compressed. */
    public int fetchBytes() {
        return ofALoop(FETCH_SHARE);
    }

    /** The same of one partition: each of those assigned may lie in memory, until it is its turn. */
    public int partitionFetchBytes() {
        return ofALoop(PARTITION_FETCH_SHARE);
    }

    /** Messages that the brokers have not confirmed yet; also the largest message that can be sent. */
    public int producerBytes() {
        return ofALoop(PRODUCER_SHARE);
    }

    /** The cache of reference data. */
    public int referenceBytes() {
        return bounded(heapBytes / REFERENCE_SHARE);
    }

    /** The cache of rows that are in the vault. */
    public int writtenRowsBytes() {
        return bounded(heapBytes / WRITTEN_ROWS_SHARE);
    }

    private int ofALoop(long share) {
        return bounded(heapBytes / share / loops);
    }

    private static int bounded(long bytes) {
        return (int) Math.max(MIN_BYTES, Math.min(MAX_BYTES, bytes));
    }
}
