package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** stg-service with the flags of its image, and values in Redis that are larger than its heap. */
class LargeReferenceDataIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int VALUE_BYTES = 150_000_000;

    @TempDir
    private Path folder;

    /** Redis is shared. */
    private final String suffix = UUID.randomUUID().toString();

    private final Workspace workspace = Workspace.create(STACK);
    private final RedisClient client = RedisClient.create(
            RedisURI.create(STACK.redis().host(), STACK.redis().port()));
    private final StatefulRedisConnection<String, String> redis = client.connect();
    private TestedService service;

    @BeforeEach
    void loadReferenceData() {
        redis.sync()
                .mset(
                        Map.of(
                                id("user"),
                                "{\"name\": \"Ян\", \"login\": \"jan\"}",
                                id("restaurant"),
                                "{\"name\": \"Кофейня\", \"menu\": [{\"_id\": \"i\", \"name\": \"Рис\", \"category\": \"c\"}]}"));
        redis.sync().setrange(id("large-user"), VALUE_BYTES - 1, "x");
        redis.sync().setrange(id("large-restaurant"), VALUE_BYTES - 1, "x");
    }

    @AfterEach
    void close() {
        service.process().kill();
        redis.sync().del(id("user"), id("restaurant"), id("large-user"), id("large-restaurant"));
        client.shutdown(Duration.ZERO, Duration.ZERO);
        workspace.close();
    }

    @Test
    void valuesLargerThanTheHeapAreUnusable() {
        workspace.createTopic("orders", 1);
        STACK.kafka()
                .send(Stream.of(
                                order(1, "user", "restaurant"),
                                order(2, "large-user", "restaurant"),
                                order(3, "user", "large-restaurant"),
                                order(4, "large-user", "large-restaurant"),
                                order(5, "user", "restaurant"))
                        .map(order ->
                                new ProducerRecord<byte[], byte[]>(workspace.topic("orders"), order.getBytes(UTF_8)))
                        .toList());
        service = TestedService.start(Stage.STG, workspace.variables("orders", "enriched"), folder);

        await().atMost(Duration.ofMinutes(5)).until(() -> {
            service.process().requireAlive();
            return workspace.isDrained("orders");
        });

        assertThat(STACK.kafka().readAll(workspace.topic("enriched")))
                .extracting(message -> new String(message.key(), UTF_8))
                .containsExactly("1", "5");
        String reason = " has unusable reference data: 150000000 bytes exceed the maximum of ";
        assertThat(STACK.kafka().readAll(workspace.topic("orders.dlq")))
                .extracting(LargeReferenceDataIT::reason)
                .satisfiesExactly(
                        letter -> assertThat(letter).contains("user " + id("large-user") + reason),
                        letter -> assertThat(letter).contains("restaurant " + id("large-restaurant") + reason),
                        letter -> assertThat(letter).contains("user " + id("large-user") + reason));
    }

    private String order(int number, String user, String restaurant) {
        return """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "restaurant": {"id": "%s"}, "user": {"id": "%s"}, "date": "2023-04-01 20:45:43",
                 "cost": 10, "payment": 10, "final_status": "CLOSED",
                 "order_items": [{"id": "i", "name": "Рис", "price": 10, "quantity": 1}]}}""".formatted(number, id(restaurant), id(user));
    }

    private String id(String kind) {
        return kind + "-" + suffix;
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return new String(letter.headers().lastHeader("pipeline-error-message").value(), UTF_8);
    }
}
