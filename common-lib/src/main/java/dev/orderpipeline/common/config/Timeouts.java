package dev.orderpipeline.common.config;

import java.time.Duration;

/**
 * All timeouts and intervals of a service. They nest: a statement, the socket under it, producing and the heartbeat of the
 * loop each end before the next, so that the failure with the reason is reported first; and a shutdown ends
 * within the grace period of the container.
 *
 * @param kafka for a response of a broker
 * @param produce for the acknowledgement of all records of a batch; longer than for a single response, shorter than {@link
 *     #HEARTBEAT}
 * @param redis for a response of Redis
 */
public record Timeouts(Duration kafka, Duration produce, Duration redis) {

    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(8), Duration.ofSeconds(50), Duration.ofSeconds(10));

    // PostgreSQL

    /**
     * For a connection from the pool; the pool itself tries on in the background. Shorter than {@link #DEPENDENCY_CHECK}, so
     * that the check fails with the pool's reason.
     */
    public static final Duration DATABASE_POOL = Duration.ofSeconds(2);

    public static final Duration DATABASE_CONNECT = Duration.ofSeconds(5);
    /** For a lock of a migration. Shorter than {@link #STATEMENT}: other statements queue behind a waiting migration. */
    public static final Duration MIGRATION_LOCK = Duration.ofSeconds(10);
    /**
     * For a statement. Shorter than {@link #DATABASE_SOCKET}: a broken socket would leave the server executing a statement,
     * or queueing for a lock, whose result is never read, and one more at each attempt.
     */
    public static final Duration STATEMENT = Duration.ofSeconds(25);

    public static final Duration DATABASE_SOCKET = Duration.ofSeconds(30);

    // Redis

    public static final Duration REDIS_CONNECT = Duration.ofSeconds(5);

    // Kafka

    /** For a connection, and for metadata, of the check that explains why brokers do not respond. */
    public static final Duration BROKER_CONNECT = Duration.ofSeconds(1);

    public static final Duration BROKER_METADATA = Duration.ofSeconds(2);
    /** For the first response of a listener that may not be a broker. */
    public static final Duration BROKER_PROBE = Duration.ofSeconds(2);
    /** For a connection to the token server, without its TLS handshake. */
    public static final Duration TOKEN_CONNECT = Duration.ofSeconds(2);
    /** For a response of it; with {@link #TOKEN_CONNECT} shorter than {@link #kafka}: a client that is created waits for it. */
    public static final Duration TOKEN = Duration.ofSeconds(5);
    /** After a request for a token, for another attempt. */
    public static final Duration TOKEN_RETRIES = Duration.ofMillis(500);
    /**
     * Without a heartbeat of the consumer for so long, its partitions are assigned to another replica. Longer than {@link
     * #kafka} after a heartbeat: a connection without responses is replaced in time for another one.
     */
    public static final Duration SESSION = Duration.ofSeconds(10);
    /** Between two heartbeats of the consumer. A rebalance waits until every member has sent one. */
    public static final Duration SESSION_HEARTBEAT = Duration.ofMillis(300);
    /** As above with the group protocol consumer: the default of brokers. */
    public static final Duration BROKER_HEARTBEAT = Duration.ofSeconds(5);
    /**
     * After a poll, a member is not removed from the group for so long. The session timeout counts from the last heartbeat,
     * which may be older by an interval of them.
     */
    public static final Duration OWNERSHIP = SESSION.minus(BROKER_HEARTBEAT);
    /** Between two polls. Longer than {@link #HEARTBEAT}, after which the process is restarted anyway. */
    public static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(5);
    /** Partitions that are added to a topic are consumed and produced to after so long; Kafka's default is 5 min. */
    public static final Duration METADATA_MAX_AGE = Duration.ofSeconds(30);
    /** For the description of topics in a readiness check; Kafka's own timeout, so that the failure names the request. */
    public static final Duration TOPIC_DESCRIPTION = Duration.ofSeconds(2);
    /** Between two requests for the ends of partitions while records are consumed. */
    public static final Duration LAG_INTERVAL = Duration.ofSeconds(10);
    /** For the committed offsets of assigned partitions, which are logged. */
    public static final Duration COMMITTED_OFFSETS = Duration.ofSeconds(2);

    public static final Duration TRANSACTION_CHECK_INTERVAL = Duration.ofSeconds(15);
    /** Open transactions of other producers that end sooner are not reported. */
    public static final Duration TRANSACTION_REPORT_AFTER = Duration.ofMinutes(1);

    // The loop

    /** For the first record of a batch: an empty poll ends a run of the loop. */
    public static final Duration POLL = Duration.ofSeconds(1);
    /** For more records of a batch, in one poll. */
    public static final Duration COLLECT = Duration.ofMillis(1);
    /** For the records of a batch of medium size, from the beginning of its poll. */
    public static final Duration GATHER = Duration.ofMillis(40);
    /** Between two fetches meanwhile. */
    public static final Duration GATHER_FETCH = Duration.ofMillis(10);
    /** While the loop waits to retry; a shutdown is noticed after so long. */
    public static final Duration PAUSED_POLL = Duration.ofMillis(200);

    public static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(250);
    public static final Duration MAX_RETRY_PAUSE = Duration.ofSeconds(10);
    /** Without a heartbeat of the loop for so long, it is not alive. Longer than {@link #STATEMENT} and {@link #produce}. */
    public static final Duration HEARTBEAT = Duration.ofMinutes(2);

    // Shutdown

    /** For the batch in flight. */
    public static final Duration LAST_BATCH = Duration.ofSeconds(20);
    /** For a loop without a batch in flight, which is interrupted. Longer than {@link #TOKEN}, which no interrupt ends. */
    public static final Duration INTERRUPTED_LOOP = Duration.ofSeconds(8);
    /** For a rebalance to end before finished batches are committed. */
    public static final Duration LAST_COMMIT = Duration.ofSeconds(5);
    /** For spans that are not exported yet. */
    public static final Duration LAST_SPANS = Duration.ofSeconds(2);
    /** For leaving the group. */
    public static final Duration CONSUMER_CLOSE = Duration.ofSeconds(3);

    // Health and metrics

    /** For a readiness probe, which Kubernetes ends after 1 s by default. */
    public static final Duration PROBE = Duration.ofMillis(500);
    /** For the check of a dependency; it continues after {@link #PROBE}, for the next probe. */
    public static final Duration DEPENDENCY_CHECK = Duration.ofSeconds(3);
    /** Of the last check; longer than the interval of the probes. */
    public static final Duration CHECK_RESULT_MAX_AGE = Duration.ofSeconds(15);
    /** For the readiness endpoint; longer than for any check. */
    public static final Duration READINESS = Duration.ofSeconds(5);
    /** For the requests that count pending dead letters; Kafka's own timeout. */
    public static final Duration PENDING_DEAD_LETTERS = Duration.ofSeconds(2);
    /** Between two counts; longer than {@link #PENDING_DEAD_LETTERS}. */
    public static final Duration PENDING_DEAD_LETTERS_INTERVAL = Duration.ofSeconds(30);
    /** For a client to read a response that is written without blocking. */
    public static final Duration RESPONSE_READ = Duration.ofSeconds(10);
    /** For such a response; longer than {@link #RESPONSE_READ}. */
    public static final Duration RESPONSE = Duration.ofSeconds(30);
    /**
     * Younger connections are not closed in favour of new ones, so that a probe is not displaced by others that connect at the
     * same time; with 256 connections, 2,500 a second are accepted at most.
     */
    public static final Duration MIN_CONNECTION_AGE = Duration.ofMillis(100);

    public static final Duration CONNECTION_RETRY_INTERVAL = Duration.ofMillis(1);

    // The marts page

    /**
     * For all statements of a snapshot together, of which each reads a whole table. Shorter than {@link #DATABASE_SOCKET}; at
     * 5,000,000 counters they take 6 s.
     */
    public static final Duration FIGURES_READING = Duration.ofSeconds(25);
    /** For the counters of a user, which take milliseconds. */
    public static final Duration USER_READING = Duration.ofSeconds(3);
    /** Between two readings of the marts, at least: the shortest one. */
    public static final Duration MIN_FIGURES_INTERVAL = Duration.ofSeconds(2);
    /** However long one takes: it may have waited for a lock. */
    public static final Duration MAX_FIGURES_INTERVAL = Duration.ofMinutes(5);
    /** Of a reading, for whoever requests it; then they get the one before. */
    public static final Duration FIGURES_WAIT = Duration.ofSeconds(1);
    /** An idle connection of the page is closed. Longer than the interval at which an open page requests figures. */
    public static final Duration PAGE_CONNECTION_IDLE = Duration.ofSeconds(30);
    /** Then one to the current primary is opened: a demoted one accepts what the page reads. */
    public static final Duration PAGE_CONNECTION_MAX_AGE = Duration.ofMinutes(1);

    // The command dead-letters

    /** For a server that does not respond, all attempts together. */
    public static final Duration COMMAND_RETRIES = Duration.ofSeconds(30);
    /** For a next record of the dead-letter topic. */
    public static final Duration DEAD_LETTERS = Duration.ofSeconds(5);

    public static final Duration DEAD_LETTERS_POLL = Duration.ofMillis(500);
}
