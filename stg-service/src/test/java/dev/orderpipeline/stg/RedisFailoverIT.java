package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.OutageLog;
import dev.orderpipeline.testing.TestOrder;
import dev.orderpipeline.testing.redis.ClusterRedis;
import dev.orderpipeline.testing.redis.FailoverRedis;
import dev.orderpipeline.testing.redis.RedisNode;
import dev.orderpipeline.testing.redis.SentinelRedis;
import java.util.function.Supplier;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Primaries of Redis that are killed under load: the service loses no order, and none becomes a dead letter. */
@DisabledIfSystemProperty(
        named = "local.stack",
        matches = "containers",
        disabledReason = "servers in containers name addresses that are not reachable")
@ExtendWith(OutputCaptureExtension.class)
class RedisFailoverIT {

    /** A key of the reference data of every order. */
    private static final String USER = TestOrder.of(1).user().id();

    private enum Servers {
        SENTINEL(() -> SentinelRedis.start(3)),
        CLUSTER(ClusterRedis::start);

        private final Supplier<FailoverRedis> start;

        Servers(Supplier<FailoverRedis> start) {
            this.start = start;
        }
    }

    @ParameterizedTest
    @EnumSource
    void replicaTakesOver(Servers servers, CapturedOutput output) {
        try (FailoverRedis redis = servers.start.get();
                StgOutage outage = new StgOutage(redis.variables())) {
            redis.set(TestOrder.of(1).referenceData());
            outage.createTopics();
            outage.startService();
            outage.sendOrders(20);
            outage.assertRecovered();
            failOver(redis, outage, output);
            // Back again, to the server that was killed first.
            failOver(redis, outage, output);
        }
    }

    private static void failOver(FailoverRedis redis, StgOutage outage, CapturedOutput output) {
        RedisNode primary = redis.primaryOf(USER);
        OutageLog log = StgOutage.logFromNow(output);
        outage.sendOrders(20);
        redis.withoutFailover(() -> {
            primary.kill();
            outage.sendOrders(20);
            outage.service().awaitDown("redis", "Connection refused", ":" + primary.port());
        });
        eventually().ignoreExceptions().until(() -> {
            outage.sendOrders(2);
            return redis.primaryOf(USER) != primary;
        });
        outage.assertRecovered();
        log.assertOneLinePerAttempt(StgOutage.BATCH);
        assertThat(outage.deadLetters()).isEmpty();
        primary.start();
        redis.awaitReplicas();
    }
}
