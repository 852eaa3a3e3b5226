package dev.orderpipeline.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.http.IdleService;
import dev.orderpipeline.common.loop.ProcessEnd;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** A metric that can't be rendered: the response is an error, and a fatal error ends the process. */
class BrokenMetricsIT {

    private static final AtomicInteger PROCESS_ENDS = new AtomicInteger();
    private static volatile Runnable failure;
    private static IdleService service;

    @BeforeAll
    static void startService() {
        failure = () -> {};
        service = IdleService.start(Broken.class);
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @BeforeEach
    void mend() {
        PROCESS_ENDS.set(0);
        failure = () -> {};
    }

    @Test
    void failureIsStatus500Once() throws Exception {
        failure = () -> {
            throw new IllegalStateException("no value at present");
        };
        assertThat(service.get("/prometheus").statusCode()).isEqualTo(500);
        assertThat(PROCESS_ENDS).hasValue(0);

        failure = () -> {};
        assertThat(service.get("/prometheus").body()).contains("breakable 1.0");
    }

    @Test
    void stackOverflowIsStatus500Once() throws Exception {
        failure = () -> {
            throw new StackOverflowError();
        };

        assertThat(service.get("/prometheus").statusCode()).isEqualTo(500);
        assertThat(PROCESS_ENDS).hasValue(0);
    }

    @Test
    void fatalErrorIsStatus500AndEndsTheProcess() throws Exception {
        failure = () -> {
            throw new NoClassDefFoundError("Could not initialize class some.Metric");
        };

        assertThat(service.get("/prometheus").statusCode()).isEqualTo(500);
        await().until(() -> PROCESS_ENDS.get() == 1);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Broken extends IdleService.Idle {

        @Bean
        ProcessEnd processEnd() {
            return PROCESS_ENDS::incrementAndGet;
        }

        @Autowired
        void register(PrometheusRegistry registry) {
            registry.register(new Breakable());
        }
    }

    private static final class Breakable implements Collector {

        @Override
        public MetricSnapshot collect() {
            failure.run();
            return GaugeSnapshot.builder()
                    .name("breakable")
                    .dataPoint(GaugeDataPointSnapshot.builder().value(1).build())
                    .build();
        }
    }
}
