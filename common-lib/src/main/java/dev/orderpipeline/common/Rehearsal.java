package dev.orderpipeline.common;

import dev.orderpipeline.common.health.HealthProbe;
import java.net.URI;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A start that finds none of its servers, answers a probe and ends. What the JVM has loaded by then are the classes of
 * every start; it can keep them, linked, for the next ones.
 */
final class Rehearsal {

    /** The command's name. */
    static final String NAME = "rehearse";

    private static final String[] CLOSED_PORTS = {
        "--KAFKA_BOOTSTRAP_SERVERS=localhost:1",
        "--PG_HOST=localhost",
        "--PG_PORT=1",
        "--PG_USER=nobody",
        "--REDIS_HOST=localhost",
        "--REDIS_PORT=1"
    };

    private Rehearsal() {}

    /** Takes some seconds: readiness is asked for until the loop, too, has found nobody, and turns to Kafka meanwhile. */
    static void run(SpringApplication spring) {
        try (ConfigurableApplicationContext context = spring.run(CLOSED_PORTS)) {
            URI readiness = URI.create("http://localhost:%s/health/readiness"
                    .formatted(context.getEnvironment().getProperty("local.server.port")));
            String answer;
            do {
                answer = HealthProbe.ask(readiness);
            } while (answer.contains("starting"));
        }
    }
}
