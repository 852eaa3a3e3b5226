package dev.orderpipeline.torture;

import java.util.Locale;

/** The protocols by which replicas join their group. */
enum GroupProtocols {
    CLASSIC,
    CONSUMER,
    /** Both in each group, alternately. */
    MIXED;

    /**
     * The value of {@code KAFKA_GROUP_PROTOCOL}.
     *
     * @param replica number of the replica in the order in which they are started
     */
    String ofReplica(int replica) {
        return this == MIXED ? (replica % 2 == 0 ? CONSUMER : CLASSIC).toString() : toString();
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
