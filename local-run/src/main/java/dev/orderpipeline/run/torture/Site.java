package dev.orderpipeline.run.torture;

import dev.orderpipeline.local.GroupPosition;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.run.DeadLetter;
import dev.orderpipeline.run.FedPoison;
import dev.orderpipeline.run.ServiceEnvironment;
import dev.orderpipeline.run.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topics and the database of one pipeline. */
final class Site implements AutoCloseable {

    private static final String COUNTERS = "counters";

    private final LocalStack stack;
    private final Workspace workspace;
    private final int partitions;
    private final int[] nextOffsets;
    private final List<FedPoison> poison = new ArrayList<>();

    Site(LocalStack stack, int partitions) {
        this.stack = stack;
        this.workspace = Workspace.create(stack);
        this.partitions = partitions;
        this.nextOffsets = new int[partitions];
        for (Stage stage : Stage.values()) {
            workspace.createTopic(source(stage), partitions);
        }
    }

    Workspace workspace() {
        return workspace;
    }

    /** The variables of a service that works here, on a port of its own. */
    Map<String, String> environment(Stage stage) {
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(partitions));
        String destination = stage == Stage.CDM ? COUNTERS : source(Stage.values()[stage.ordinal() + 1]);
        environment.putAll(workspace.variables(source(stage), destination));
        return environment;
    }

    /** Sends the records in their order, and waits until Kafka has them. */
    void feed(List<Arrival> arrivals) {
        String topic = workspace.topic(source(Stage.STG));
        stack.kafka().send(arrivals.stream().map(arrival -> producerRecord(topic, arrival))::iterator);
        for (Arrival arrival : arrivals) {
            int offset = nextOffsets[arrival.partition()]++;
            if (arrival.record().expectedErrorCode() != null) {
                poison.add(new FedPoison(
                        arrival.partition(),
                        offset,
                        arrival.record().value(),
                        arrival.record().expectedErrorCode()));
            }
        }
    }

    /** What has been fed although the pipeline has to refuse it. */
    List<FedPoison> poison() {
        return poison;
    }

    GroupPosition position(Stage stage) {
        return workspace.position(source(stage));
    }

    List<DeadLetter> deadLetters() {
        return Stream.of(Stage.values()).flatMap(this::deadLetters).toList();
    }

    /** What the last stage has sent, oldest first for each counter. */
    List<ConsumerRecord<byte[], byte[]>> counterValues() {
        return stack.kafka().readAll(workspace.topic(COUNTERS));
    }

    /** Throws every replica of the stage out of its group, as if none had been heard of for long; each may come back. */
    void expelAll(Stage stage) {
        String group = environment(stage).get("KAFKA_CONSUMER_GROUP");
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // Nobody is in the group yet, or somebody has just left it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes it all; no service may work here any more. */
    @Override
    public void close() {
        workspace.delete();
        workspace.close();
    }

    private Stream<DeadLetter> deadLetters(Stage stage) {
        return stack.kafka().readAll(workspace.topic(source(stage) + ".dlq")).stream()
                .map(record -> DeadLetter.of(stage, record));
    }

    private static ProducerRecord<byte[], byte[]> producerRecord(String topic, Arrival arrival) {
        return new ProducerRecord<>(
                topic,
                arrival.partition(),
                arrival.record().key(),
                arrival.record().value());
    }

    private static String source(Stage stage) {
        return switch (stage) {
            case STG -> "orders";
            case DDS -> "enriched";
            case CDM -> "reports";
        };
    }
}
