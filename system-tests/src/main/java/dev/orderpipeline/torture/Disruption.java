package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.Locale;

/**
 * A disruption of the running pipeline: injected after a number of fed records, a number of records consumed by one
 * stage, and a delay.
 *
 * @param fed records fed before it
 * @param watched the stage whose progress is awaited
 * @param consumed records that this stage must have consumed
 * @param delayMillis delay after that
 * @param stage the affected stage; not used for an outage of a server
 * @param replica number of the replica, modulo the number of replicas
 * @param downMillis how long a server stays down
 */
record Disruption(
        int fed, Stage watched, int consumed, int delayMillis, Kind kind, Stage stage, int replica, int downMillis) {

    enum Kind {
        KILL(3, false),
        TERMINATE(2, false),
        ADD(1, false),
        REMOVE(1, false),
        EXPEL(1, false),
        POSTGRES_KILLED(2, true),
        POSTGRES_STOPPED(1, true),
        KAFKA_KILLED(1, true),
        KAFKA_STOPPED(1, true),
        REDIS_KILLED(1, true),
        REDIS_EMPTY(1, true);

        private final int weight;
        private final boolean outage;

        /** @param weight how often it is drawn: services fail more often than servers */
        Kind(int weight, boolean outage) {
            this.weight = weight;
            this.outage = outage;
        }

        int weight() {
            return weight;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** A short description. */
    String description() {
        return kind.outage
                ? kind.text() + " " + Format.seconds(Duration.ofMillis(downMillis))
                : kind.text() + " " + stage;
    }
}
