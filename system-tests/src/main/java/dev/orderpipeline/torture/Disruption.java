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
        KILL(false),
        TERMINATE(false),
        ADD(false),
        REMOVE(false),
        EXPEL(false),
        POSTGRES_KILLED(true),
        POSTGRES_STOPPED(true),
        KAFKA_KILLED(true),
        KAFKA_STOPPED(true),
        REDIS_KILLED(true),
        REDIS_EMPTY(true);

        private final boolean outage;

        Kind(boolean outage) {
            this.outage = outage;
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
