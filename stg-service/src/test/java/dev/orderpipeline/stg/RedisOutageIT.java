package dev.orderpipeline.stg;

import static dev.orderpipeline.stg.StgOutage.STACK;
import static dev.orderpipeline.testing.Records.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.redis.LocalRedis;
import dev.orderpipeline.stg.StgOutage.Action;
import dev.orderpipeline.testing.OutageLog;
import dev.orderpipeline.testing.TestOrder;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Outages of Redis: the service retries with a reason, recovers by itself, and loses no order. */
@ExtendWith(OutputCaptureExtension.class)
class RedisOutageIT {

    private static final LocalRedis REDIS = STACK.redis();

    private static StgOutage outage;
    private static Socket pausing;

    /** A fault before orders are sent, and the reason in readiness and log, a regular expression. */
    private enum Fault {
        KILLED(outage -> REDIS.kill(), outage -> REDIS.start(), "Connection refused: \\S*:\\d+"),
        KILLED_DURING_LOOKUP(outage -> REDIS.freeze(), outage -> restart(), "timed out"),
        UNRESPONSIVE(outage -> REDIS.freeze(), outage -> REDIS.thaw(), "timed out"),
        SLOW(outage -> pauseRepeatedly(), outage -> pausing.close(), "timed out"),
        LOADING(outage -> reloadSlowly(), outage -> restart(), "LOADING"),
        FLUSHED(outage -> REDIS.flush(), outage -> StgOutage.loadReferenceData(), "Redis is empty"),
        REPLICA_WITHOUT_ITS_MASTER(
                outage -> {
                    command("CONFIG SET replica-serve-stale-data no");
                    command("REPLICAOF 127.0.0.1 1");
                },
                outage -> command("REPLICAOF NO ONE"),
                "MASTERDOWN"),
        BUSY_WITH_A_SCRIPT(
                outage -> {
                    command("CONFIG SET lua-time-limit 100");
                    send("EVAL \"while true do end\" 0").close();
                },
                outage -> command("SCRIPT KILL"),
                "BUSY");

        private final Action begin;
        private final Action end;
        private final String reason;

        Fault(Action begin, Action end, String reason) {
            this.begin = begin;
            this.end = end;
            this.reason = reason;
        }
    }

    @BeforeAll
    static void startService() {
        STACK.kafka().start();
        outage = new StgOutage();
        outage.createTopics();
        outage.startService();
    }

    @AfterAll
    static void stopService() {
        outage.close();
    }

    @BeforeEach
    void recover() {
        REDIS.start();
        StgOutage.loadReferenceData();
        outage.assertRecovered();
    }

    @ParameterizedTest
    @EnumSource
    void ordersAreRetriedUntilTheFaultEnds(Fault fault, CapturedOutput output) throws Exception {
        OutageLog log = StgOutage.logFromNow(output);
        fault.begin.on(outage);
        try {
            outage.sendOrders(3);
            outage.awaitRetrying(fault.reason);
            log.assertOneLinePerAttempt(StgOutage.BATCH + ": .*(" + fault.reason + ")");
        } finally {
            fault.end.on(outage);
        }

        outage.assertRecovered();
    }

    @Test
    void redisDownAtStartIsRetried(CapturedOutput output) {
        outage.stopService();
        OutageLog log = StgOutage.logFromNow(output);
        REDIS.stop();
        outage.startService();
        outage.sendOrders(3);
        outage.awaitRetrying("Connection refused");
        log.assertOneLinePerAttempt("Connection refused");

        REDIS.start();

        outage.assertRecovered();
    }

    @Test
    void missingUserIsDeadLetterOnceRedisIsLoaded() {
        try (StgOutage own = new StgOutage()) {
            own.createTopics();
            own.startService();
            REDIS.flush();
            own.send(TestOrder.of(1).withUser("missing-user").event());
            own.awaitRetrying("Redis is empty");

            StgOutage.loadReferenceData();

            own.awaitDrained();
            assertThat(own.deadLetters()).singleElement().satisfies(letter -> assertThat(
                            header(letter, "pipeline-error-code"))
                    .isEqualTo("REFERENCE_NOT_FOUND"));
        }
    }

    private static void restart() {
        REDIS.kill();
        REDIS.start();
    }

    /** Pauses follow one another while the connection is open: at most three minutes. */
    private static void pauseRepeatedly() throws IOException {
        pausing = send("CLIENT PAUSE 3000\r\n".repeat(60));
    }

    /** Reads large values from disk over and over, with pauses: three seconds each time. */
    private static void reloadSlowly() throws IOException {
        command("CONFIG SET rdbcompression no");
        command("CONFIG SET key-load-delay 50000");
        command("DEBUG POPULATE 60 large 1000000");
        send("DEBUG RELOAD\r\n".repeat(60)).close();
    }

    private static void command(String command) throws IOException {
        try (Socket connection = send(command)) {
            assertThat(connection.getInputStream().read()).isEqualTo('+');
        }
    }

    private static Socket send(String command) throws IOException {
        Socket connection = new Socket(REDIS.host(), REDIS.port());
        connection.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
        return connection;
    }
}
