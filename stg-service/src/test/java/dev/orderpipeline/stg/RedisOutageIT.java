package dev.orderpipeline.stg;

import static dev.orderpipeline.stg.OutageStand.STACK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.redis.LocalRedis;
import dev.orderpipeline.stg.OutageStand.Action;
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

/** What can happen to Redis, made to happen: the service waits and says so, goes on by itself, and loses nothing. */
@ExtendWith(OutputCaptureExtension.class)
class RedisOutageIT {

    private static final LocalRedis REDIS = STACK.redis();

    private static OutageStand stand;
    private static Socket pausing;

    /** What happens before orders come, and what readiness and the log say of it, a regular expression. */
    private enum Outage {
        KILLED(stand -> REDIS.kill(), stand -> REDIS.start(), "Connection refused: \\S*:\\d+"),
        KILLED_WHILE_IT_IS_ASKED(stand -> REDIS.freeze(), stand -> startAnew(), "timed out"),
        SILENT(stand -> REDIS.freeze(), stand -> REDIS.thaw(), "timed out"),
        SLOW(stand -> pauseAgainAndAgain(), stand -> pausing.close(), "timed out"),
        LOADING(stand -> reloadSlowly(), stand -> startAnew(), "LOADING"),
        FLUSHED(stand -> REDIS.flush(), stand -> OutageStand.loadReferenceData(), "Redis is empty"),
        REPLICA_WITHOUT_ITS_MASTER(
                stand -> {
                    command("CONFIG SET replica-serve-stale-data no");
                    command("REPLICAOF 127.0.0.1 1");
                },
                stand -> command("REPLICAOF NO ONE"),
                "MASTERDOWN"),
        BUSY_WITH_A_SCRIPT(
                stand -> {
                    command("CONFIG SET lua-time-limit 100");
                    send("EVAL \"while true do end\" 0").close();
                },
                stand -> command("SCRIPT KILL"),
                "BUSY");

        private final Action begin;
        private final Action end;
        private final String reason;

        Outage(Action begin, Action end, String reason) {
            this.begin = begin;
            this.end = end;
            this.reason = reason;
        }
    }

    @BeforeAll
    static void startService() {
        STACK.kafka().start();
        stand = new OutageStand();
        stand.createTopics();
        stand.startService();
    }

    @AfterAll
    static void stopService() {
        stand.close();
    }

    @BeforeEach
    void beginWhereAllIsWell() {
        REDIS.start();
        OutageStand.loadReferenceData();
        stand.assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource
    void whileOrdersCome(Outage outage, CapturedOutput log) throws Exception {
        int before = log.getOut().length();
        outage.begin.on(stand);
        try {
            stand.sendOrders(3);
            stand.awaitWaiting(outage.reason);
            OutageStand.assertOneLinePerAttempt(
                    log, before, "with \\d records from \\S+orders-\\d@\\d+ to \\S+@\\d+: .*(" + outage.reason + ")");
        } finally {
            outage.end.on(stand);
        }

        stand.assertGoesOn();
    }

    @Test
    void downAtTheStart(CapturedOutput log) {
        stand.stopService();
        int before = log.getOut().length();
        REDIS.stop();
        stand.startService();
        stand.sendOrders(3);
        stand.awaitWaiting("Connection refused");
        OutageStand.assertOneLinePerAttempt(log, before, "Connection refused");

        REDIS.start();

        stand.assertGoesOn();
    }

    @Test
    void onceRedisIsNotEmptyAnyMoreAMissingUserIsADeadLetter() {
        try (OutageStand own = new OutageStand()) {
            own.createTopics();
            own.startService();
            REDIS.flush();
            own.send(OutageStand.order(1, "missing-user"));
            own.awaitWaiting("Redis is empty");

            OutageStand.loadReferenceData();

            own.awaitDrained();
            assertThat(own.read("orders.dlq")).singleElement().satisfies(letter -> assertThat(
                            letter.headers().lastHeader("pipeline-error-code").value())
                    .asString(UTF_8)
                    .isEqualTo("REFERENCE_NOT_FOUND"));
        }
    }

    private static void startAnew() {
        REDIS.kill();
        REDIS.start();
    }

    /** As one pause ends the next begins, for as long as the connection is open: at most three minutes. */
    private static void pauseAgainAndAgain() throws IOException {
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
