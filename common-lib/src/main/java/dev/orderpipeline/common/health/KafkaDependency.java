package dev.orderpipeline.common.health;

import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** Whether Kafka answers. Keeps one connection open. */
public final class KafkaDependency implements Dependency, AutoCloseable {

    /** In Kafka's own time, so that it says what it waits for. */
    private static final DescribeClusterOptions QUICKLY = new DescribeClusterOptions().timeoutMs(2_000);

    private final KafkaClients clients;
    private Admin admin;

    public KafkaDependency(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public synchronized void check() throws Exception {
        if (admin == null) {
            admin = clients.consumerAdmin();
        }
        try {
            admin.describeCluster(QUICKLY).nodes().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? KafkaUser.CONSUMER.explain(failure) : e;
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
