package dev.orderpipeline.common.health;

import dev.orderpipeline.common.kafka.KafkaClients;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

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
        admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close();
        }
    }
}
