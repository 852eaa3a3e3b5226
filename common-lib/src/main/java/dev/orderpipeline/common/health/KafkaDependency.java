package dev.orderpipeline.common.health;

import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Whether Kafka answers. Keeps one connection open. */
public final class KafkaDependency implements Dependency, AutoCloseable {

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
            admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
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
