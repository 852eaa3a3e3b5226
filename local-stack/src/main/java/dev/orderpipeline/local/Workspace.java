package dev.orderpipeline.local;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A database and topics of its own on shared servers, and the variables of a service that uses them. */
public final class Workspace implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final LocalStack stack;
    private final String name;
    private final GroupPositions positions;

    private Workspace(LocalStack stack, String name) {
        this.stack = stack;
        this.name = name;
        this.positions = new GroupPositions(stack.kafka().bootstrapServers());
    }

    /** Creates the database; topics are created by {@link #createTopic}. */
    public static Workspace create(LocalStack stack) {
        String name = "workspace_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        stack.postgres().createDatabase(name);
        return new Workspace(stack, name);
    }

    /** Creates a topic of this workspace and returns its full name. */
    public String createTopic(String topic, int partitions) {
        String fullName = topic(topic);
        stack.kafka().createTopic(fullName, partitions);
        return fullName;
    }

    /** The full name of a topic of this workspace. */
    public String topic(String topic) {
        return name + "." + topic;
    }

    /** The consumer group of the service that reads a topic of this workspace. */
    public String consumerGroup(String topic) {
        return topic(topic) + ".readers";
    }

    public String database() {
        return name;
    }

    /**
     * The environment of a service that works in this workspace, on a free port.
     *
     * @param source short name of its source topic
     * @param destination short name of its destination topic
     */
    public Map<String, String> variables(String source, String destination) {
        Map<String, String> variables = stack.variables(name);
        variables.put("KAFKA_SOURCE_TOPIC", topic(source));
        variables.put("KAFKA_DESTINATION_TOPIC", topic(destination));
        variables.put("KAFKA_CONSUMER_GROUP", consumerGroup(source));
        variables.put("SERVER_PORT", Integer.toString(Ports.free()));
        return variables;
    }

    /**
     * Committed and end offsets of the service that consumes the topic.
     *
     * @throws LocalStackException if Kafka does not respond
     */
    public GroupPosition position(String topic) {
        return positions.of(consumerGroup(topic), topic(topic));
    }

    /** Whether the service that consumes the topic has committed its end. */
    public boolean isDrained(String topic) {
        return position(topic).lag() == 0;
    }

    /** The rows of a query, every value as PostgreSQL prints it, null as null. */
    public List<List<String>> query(String sql) {
        return stack.postgres()
                .run(
                        name,
                        "The query failed",
                        jdbc -> jdbc.query(sql, (row, number) -> {
                            List<String> values = new ArrayList<>();
                            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                                values.add(row.getString(column));
                            }
                            return values;
                        }));
    }

    /** Runs a statement that returns nothing. */
    public void execute(String sql) {
        stack.postgres().execute(name, "The statement failed", jdbc -> jdbc.execute(sql));
    }

    /** Deletes the database and the topics, which must be unused. For stacks with many workspaces. */
    public void delete() {
        stack.postgres().dropDatabase(name);
        stack.kafka()
                .deleteTopics(stack.kafka().topics().stream()
                        .filter(topic -> topic.startsWith(name + "."))
                        .toList());
    }

    @Override
    public void close() {
        positions.close();
    }
}
