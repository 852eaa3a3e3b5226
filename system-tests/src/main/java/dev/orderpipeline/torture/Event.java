package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.Locale;

/**
 * Something that happens while the pipeline works: as soon as so many records have been fed and one stage has come so
 * far, and then a little later.
 *
 * @param fed how many records are fed before it
 * @param watched whose progress is waited for
 * @param consumed how many records that stage has to be done with
 * @param delayMillis how long to wait then
 * @param stage whom it happens to; means nothing for an outage of a server
 * @param replica which of its replicas, counted round
 * @param downMillis how long a server stays down
 */
record Event(
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

    /** In a few words. */
    String description() {
        return kind.outage
                ? kind.text() + " " + Format.seconds(Duration.ofMillis(downMillis))
                : kind.text() + " " + stage;
    }
}
