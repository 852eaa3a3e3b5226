package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.CompressedBatch;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services with the flags of their images, and data of a variety or size that does not fit into a heap of 88 MiB.
 *
 * <p>{@code -Dlarge.data=full} does it with 1,000,000 users, 10,000 restaurants of 200 items, 120,000 orders (200 a second
 * for ten minutes), 3,000 messages of 100 KB and 1,000 orders of 2,000 products that are cancelled, and prints the
 * figures. That takes some minutes and 4 GB:
 * {@code ./mvnw -B -pl system-tests -am -Dtest=none -Dit.test=LargeDataIT -Dlarge.data=full
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false verify}
 */
class LargeDataIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Size SIZE = "full".equals(System.getProperty("large.data"))
            ? new Size(1_000_000, 10_000, 60_000, 60_000, 3_000, 1_000, 2_000)
            : new Size(50_000, 3_000, 4_000, 2_000, 100, 500, 350);

    private static final int ITEMS = 200;
    private static final int PARTITIONS = 4;
    /** So few that their indexes stay in the cache; those of all restaurants do not fit. */
    private static final int POPULAR = 50;

    private static final int MAX_SIZE_RECORDS = 2;
    private static final int MAX_RECORD_BYTES = 1_300_000;
    private static final int TOO_LARGE_BYTES = 14_000_000;
    private static final int HUGE_BYTES = 60_000_000;
    /** Headers have to be copied to be counted, so their record is twice in memory. */
    private static final int TOO_LARGE_HEADER_BYTES = 7_000_000;

    private static final int TOMBSTONES = 300;

    /**
     * How much of what.
     *
     * @param misses orders of any user and restaurant
     * @param hits orders of a few of them
     * @param large orders of 100 KB
     * @param wide orders whose products are subtracted
     * @param products of the widest of them
     */
    private record Size(int users, int restaurants, int misses, int hits, int large, int wide, int products) {}

    @TempDir
    private Path folder;

    private final Map<Stage, TestedService> services = new HashMap<>();
    private Workspace workspace;

    @BeforeEach
    void createWorkspace() {
        workspace = Workspace.create(STACK);
    }

    @AfterEach
    void killServices() {
        services.values().forEach(service -> service.process().kill());
        workspace.close();
    }

    @Nested
    class FullCollections {

        @Test
        void variousAndLargeOrdersCauseFewFullCollections() throws IOException {
            loadReferenceData();
            stages().forEach(stage -> workspace.createTopic(stage.sourceTopic(), PARTITIONS));
            stages().forEach(stage -> start(stage));
            await().atMost(LIMIT).until(() -> services.values().stream()
                    .allMatch(service -> service.process().isReady()));

            feed("misses", SIZE.misses(), number -> order(number, scattered(number), 3, 1));
            feed("hits", SIZE.hits(), number -> order(SIZE.misses() + number, number % POPULAR, 3, 1));
            feed(
                    "messages of 100 KB",
                    SIZE.large(),
                    number -> order(SIZE.misses() + SIZE.hits() + number, scattered(number), ITEMS, 5));

            for (Stage stage : Stage.values()) {
                services.get(stage).process().requireAlive();
                System.out.printf("%s: %s%n", stage, memory(stage));
            }
            int orders = SIZE.misses() + SIZE.hits() + SIZE.large();
            assertThat(count("stg.order_events")).isEqualTo(orders);
            assertThat(count("dds.h_order")).isEqualTo(orders);
            assertThat(count("cdm.order_ledger")).isEqualTo(orders);
            assertThat(count("dds.l_order_product"))
                    .isEqualTo(3L * (SIZE.misses() + SIZE.hits()) + (long) ITEMS * SIZE.large());
            assertThat(deadLetters(Stage.STG)).isEmpty();
        }

        /** A version without products is a few bytes long, and subtracts all that its order counted as. */
        @Test
        void cancelledWideOrdersCauseFewFullCollections() throws IOException {
            workspace.createTopic(Stage.CDM.sourceTopic(), 1);
            start(Stage.CDM);
            await().atMost(LIMIT).until(() -> services.get(Stage.CDM).process().isReady());

            feed(Stage.CDM, "closed orders", SIZE.wide(), order -> wideReport(order, "CLOSED", 1, SIZE.products(), 20));
            feed(Stage.CDM, "cancellations", SIZE.wide(), order -> wideReport(order, "CANCELLED", 2, 0, 1));
            assertThat(count("cdm.user_product_counters")).isZero();
            assertThat(count("cdm.user_category_counters")).isZero();

            feed(
                    Stage.CDM,
                    "cancellations with former counters",
                    SIZE.wide(),
                    order -> wideReport(order, "CLOSED", 3, 1, 1));
            assertThat(count("cdm.user_product_counters")).isEqualTo(SIZE.wide());
            assertThat(count("cdm.order_former_counters")).isEqualTo((long) SIZE.wide() * (SIZE.products() + 20 - 2));
            assertThat(deadLetters(Stage.CDM)).isEmpty();
        }

        /** An order of a few bytes becomes a message with the names of its user, its restaurant and its items. */
        @Test
        void longNamesCauseFewFullCollections() throws IOException {
            int orders = 500;
            String longName = "Константин ".repeat(10_000);
            STACK.redis()
                    .set(Map.of(
                            id("user", 0),
                            user(0).replace("Константин ", longName),
                            id("restaurant", 0),
                            restaurant(0)));
            workspace.createTopic(Stage.STG.sourceTopic(), 1);
            start(Stage.STG);
            await().atMost(LIMIT).until(() -> services.get(Stage.STG).process().isReady());

            feed(Stage.STG, "orders of a user with a long name", orders, number -> new String(
                            order(number, 0, 3, 1), UTF_8)
                    .replaceFirst("(\"user\": \\{\"id\": \")[^\"]+", "$1" + id("user", 0))
                    .getBytes(UTF_8));

            assertThat(count("stg.order_events")).isEqualTo(orders);
            assertThat(workspace.position(Stage.DDS.sourceTopic()).end()).isEqualTo(orders);
            assertThat(deadLetters(Stage.STG)).isEmpty();
        }
    }

    @Nested
    class LargeRecords {

        @Test
        void recordsTooLargeForTheHeapBecomeDeadLetters() throws Exception {
            STACK.redis().set(Map.of("large-user", user(0), "large-restaurant", restaurant(0)));
            stages().forEach(stage -> workspace.createTopic(stage.sourceTopic(), 1));
            stages().forEach(stage -> {
                sendTogether(
                        stage,
                        "{}",
                        withBytes(TOO_LARGE_BYTES),
                        withBytes(TOO_LARGE_BYTES),
                        withBytes(TOO_LARGE_BYTES),
                        "{}",
                        withBytes(2_000_000),
                        "{}");
                startAlone(stage);
            });

            stages().forEach(stage -> {
                await().atMost(LIMIT).until(() -> isDrained(stage));
                List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(stage);
                assertThat(letters)
                        .extracting(LargeDataIT::code)
                        .containsOnly("CONTRACT_VIOLATION")
                        .hasSize(7);
                assertThat(letters.subList(1, 4)).allSatisfy(letter -> {
                    assertThat(letter.value()).isNull();
                    assertThat(header(letter, "pipeline-value-omitted")).isEqualTo("true");
                    assertThat(header(letter, "pipeline-error-message"))
                            .startsWith("the record is 14000000 bytes long, and the longest that fits");
                });
                assertThat(letters.get(5).value()).hasSize(2_000_000);
                assertThat(header(letters.get(6), "pipeline-error-message")).contains("is missing");
                services.get(stage).process().requireAlive();
            });

            assertThat(command("list")).contains("CONTRACT_VIOLATION  7", "(no value: can't be redriven)");
            assertThat(command("redrive")).contains("redriven: 4 (0 done, 4 failed again)", "kept: 3");
            assertThat(command("list")).contains("CONTRACT_VIOLATION  7");
        }

        /** Kafka's client calls no deserializer for a null key or value: such records have to be bounded in another way. */
        @Test
        void tombstonesWithLargeHeadersBecomeDeadLetters() {
            List<ProducerRecord<byte[], byte[]>> tombstones = new ArrayList<>();
            IntStream.range(0, TOMBSTONES)
                    .forEach(number -> tombstones.add(withHeader(Stage.STG, "key", null, 900_000)));
            IntStream.range(0, TOMBSTONES)
                    .forEach(number -> tombstones.add(withHeader(Stage.STG, null, null, 900_000)));
            IntStream.range(0, 6)
                    .forEach(number -> tombstones.add(withHeader(Stage.STG, "key", null, TOO_LARGE_HEADER_BYTES)));
            workspace.createTopic(Stage.STG.sourceTopic(), 1);
            CompressedBatch.send(STACK.kafka(), tombstones);
            start(Stage.STG);

            await().atMost(LIMIT).until(() -> isDrained(Stage.STG));

            assertThat(workspace.position(Stage.STG.deadLetterTopic()).end()).isEqualTo(tombstones.size());
            services.get(Stage.STG).process().requireAlive();
        }

        @Test
        void largeHeadersAreOmittedFromTheDeadLetter() {
            workspace.createTopic(Stage.DDS.sourceTopic(), 1);
            CompressedBatch.send(
                    STACK.kafka(),
                    List.of(
                            withHeader(Stage.DDS, "key", "{\"object_id\": 1}", TOO_LARGE_HEADER_BYTES),
                            withHeader(Stage.DDS, null, "{\"object_id\": 2}", 1_500_000)));
            start(Stage.DDS);

            await().atMost(LIMIT).until(() -> isDrained(Stage.DDS));

            List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(Stage.DDS);
            assertThat(letters)
                    .extracting(LargeDataIT::code)
                    .containsExactly("CONTRACT_VIOLATION", "CONTRACT_VIOLATION");
            assertThat(letters.get(0).value()).asString(UTF_8).isEqualTo("{\"object_id\": 1}");
            assertThat(letters.get(0).headers().lastHeader("large")).isNull();
            assertThat(header(letters.get(0), "pipeline-headers-omitted")).isEqualTo("true");
            assertThat(header(letters.get(0), "pipeline-error-message"))
                    .startsWith("the record's 1 headers are too large for a heap of ");
            assertThat(letters.get(1).value()).asString(UTF_8).isEqualTo("{\"object_id\": 2}");
            assertThat(letters.get(1).headers().lastHeader("large").value()).hasSize(1_500_000);
        }

        /** The client allocates a record before anything of the service is called with it. */
        @Test
        void hugeRecordEndsTheProcessUntilTheHeapIsLarger() throws IOException {
            workspace.createTopic(Stage.STG.sourceTopic(), 1);
            sendTogether(Stage.STG, "{}");
            start(Stage.STG);
            await().atMost(LIMIT).until(() -> isDrained(Stage.STG));
            sendTogether(Stage.STG, "{}", withBytes(HUGE_BYTES), "{}");
            ServiceProcess first = services.get(Stage.STG).process();
            await().atMost(LIMIT).until(() -> first.exitCode().isPresent());
            assertThat(first.exitCode()).hasValue(3);

            start(Stage.STG);
            ServiceProcess second = services.get(Stage.STG).process();
            await().atMost(LIMIT).until(() -> second.exitCode().isPresent());
            assertThat(second.exitCode()).hasValue(3);
            assertThat(services.get(Stage.STG).log())
                    .contains("Partitions assigned: [" + workspace.topic(Stage.STG.sourceTopic()) + "-0@1]")
                    .contains("java.lang.OutOfMemoryError");

            // Unlike JDK_JAVA_OPTIONS, it takes precedence over the command line, which has the flags here.
            start(Stage.STG, Map.of("_JAVA_OPTIONS", "-Xmx256m"));
            await().atMost(LIMIT).until(() -> isDrained(Stage.STG));
            List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(Stage.STG);
            assertThat(letters).hasSize(4).extracting(LargeDataIT::code).containsOnly("CONTRACT_VIOLATION");
            assertThat(header(letters.get(2), "pipeline-value-omitted")).isEqualTo("true");
        }

        /** Records just below the bound, of as many items as that allows: nothing else takes so much of the heap. */
        @Test
        void recordsJustBelowTheLimitAreProcessed() throws IOException {
            STACK.redis()
                    .set(Map.of(
                            "large-user",
                            user(0),
                            "large-restaurant",
                            manyItems(LargeDataIT::menuItem, "{\"name\": \"\", \"menu\": [%s]}")));
            send(Stage.STG, number -> manyItems(LargeDataIT::orderedItem, """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "restaurant": {"id": "large-restaurant"}, "user": {"id": "large-user"}, "date": "2023-04-01 20:45:43",
                 "cost": 10, "payment": 10, "final_status": "CLOSED", "order_items": [%%s]}}""".formatted(number)));
            send(Stage.DDS, number -> manyItems(item -> product(number, item), """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "id": %d, "date": "2023-04-01 20:45:43", "cost": 10, "payment": 10, "status": "CLOSED",
                 "restaurant": {"restaurant_id": "r", "restaurant_name": "r"},
                 "user": {"user_id": "u", "user_name": "u", "user_login": "u"}, "products": {%%s}}}""".formatted(number, number)));
            send(
                    Stage.CDM,
                    number -> manyItems(item -> reportedProduct(number, item), """
                {"object_id": "%s", "object_type": "order_report", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "id": "%s", "order_dt": "2023-04-01 20:45:43", "status": "CLOSED", "update_ts": "2023-04-01 20:45:43",
                 "restaurant": {"id": "%s", "name": "r", "update_ts": "2023-08-11 16:50:44"},
                 "user": {"id": "%s", "username": "u"}, "products": [%%s]}}""".formatted(
                                    new UUID(0, number), new UUID(0, number), new UUID(1, 1), new UUID(2, 2))));
            stages().forEach(stage -> startAlone(stage));

            stages().forEach(stage -> await().atMost(LIMIT).until(() -> isDrained(stage)));
            for (Stage stage : Stage.values()) {
                assertThat(deadLetters(stage))
                        .extracting(letter -> header(letter, "pipeline-error-message"))
                        .isEmpty();
            }
            assertThat(count("stg.order_events")).isEqualTo(MAX_SIZE_RECORDS);
            assertThat(count("dds.h_order")).isEqualTo(MAX_SIZE_RECORDS);
            assertThat(count("cdm.order_ledger")).isEqualTo(MAX_SIZE_RECORDS);
        }
    }

    private void send(Stage stage, IntFunction<String> value) {
        workspace.createTopic(stage.sourceTopic(), 1);
        sendTogether(stage, IntStream.range(0, MAX_SIZE_RECORDS).mapToObj(value).toArray(String[]::new));
    }

    private static String manyItems(IntFunction<String> item, String message) {
        StringBuilder items = new StringBuilder();
        for (int number = 0; items.length() < MAX_RECORD_BYTES; number++) {
            items.append(number == 0 ? "" : ",").append(item.apply(number));
        }
        return message.formatted(items);
    }

    private static String menuItem(int item) {
        return "{\"_id\":\"%x\",\"name\":\"\",\"category\":\"c\"}".formatted(item);
    }

    private static String orderedItem(int item) {
        return "{\"id\":\"%x\",\"name\":\"\",\"price\":1,\"quantity\":1}".formatted(item);
    }

    private static String product(int order, int item) {
        String id = Long.toString(order * 100_000L + item, Character.MAX_RADIX);
        return "\"\":{\"id\":\"%s\",\"name\":\"\",\"price\":1,\"quantity\":1,\"category\":\"%s\"}"
                .replaceFirst("\"\"", "\"" + id + "\"")
                .formatted(id, id);
    }

    private static String reportedProduct(int order, int item) {
        UUID id = new UUID(order, item);
        return "{\"id\":\"%s\",\"name\":\"\",\"category\":{\"id\":\"%s\",\"name\":\"\"}}".formatted(id, id);
    }

    private void loadReferenceData() {
        int chunk = 5_000;
        for (int first = 0; first < SIZE.users(); first += chunk) {
            STACK.redis().set(entries(first, Math.min(SIZE.users(), first + chunk), "user", LargeDataIT::user));
        }
        for (int first = 0; first < SIZE.restaurants(); first += chunk / 20) {
            STACK.redis()
                    .set(entries(
                            first,
                            Math.min(SIZE.restaurants(), first + chunk / 20),
                            "restaurant",
                            LargeDataIT::restaurant));
        }
    }

    private static Map<String, String> entries(int first, int end, String kind, IntFunction<String> value) {
        return IntStream.range(first, end).boxed().collect(Collectors.toMap(number -> id(kind, number), value::apply));
    }

    /** Feeds orders, and waits until all three services have processed them, with less than one full collection a second. */
    private void feed(String what, int count, IntFunction<byte[]> order) throws IOException {
        Map<Stage, Long> before = fullCollections();
        long start = System.nanoTime();
        STACK.kafka().send(() -> IntStream.range(0, count)
                .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                        workspace.topic(Stage.STG.sourceTopic()), number % PARTITIONS, null, order.apply(number)))
                .iterator());
        StringBuilder report = new StringBuilder("%s: %,d orders".formatted(what, count));
        double seconds = 0;
        for (Stage stage : Stage.values()) {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> isDrained(stage));
            seconds = (System.nanoTime() - start) / 1e9;
            report.append(", %s after %.1f s (%.0f/s, %d full collections)"
                    .formatted(stage, seconds, count / seconds, fullCollections(stage) - before.get(stage)));
        }
        System.out.println(report);
        for (Stage stage : Stage.values()) {
            assertThat(fullCollections(stage) - before.get(stage))
                    .as("full collections of %s: %s", stage, report)
                    .isLessThan(Math.round(2 + seconds));
        }
    }

    /** Feeds messages to a service, and waits until it has processed them, with less than one full collection a second. */
    private void feed(Stage stage, String what, int count, IntFunction<byte[]> message) throws IOException {
        long before = fullCollections(stage);
        long start = System.nanoTime();
        STACK.kafka().send(() -> IntStream.range(0, count)
                .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                        workspace.topic(stage.sourceTopic()), 0, null, message.apply(number)))
                .iterator());
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> isDrained(stage));
        double seconds = (System.nanoTime() - start) / 1e9;
        long collections = fullCollections(stage) - before;
        System.out.printf("%s: %,d in %.1f s, %d full collections%n", what, count, seconds, collections);
        assertThat(collections)
                .as("full collections in %.1f s of %s", seconds, what)
                .isLessThan(Math.round(2 + seconds));
    }

    private boolean isDrained(Stage stage) {
        services.get(stage).process().requireAlive();
        return workspace.position(stage.sourceTopic()).end() > 0 && workspace.isDrained(stage.sourceTopic());
    }

    private static Stream<Stage> stages() {
        return Stream.of(Stage.values());
    }

    /** With a destination that no other service consumes. */
    private void startAlone(Stage stage) {
        start(stage, Map.of("KAFKA_DESTINATION_TOPIC", workspace.topic("unread-" + stage.destinationTopic())));
    }

    private void start(Stage stage) {
        start(stage, Map.of());
    }

    private void start(Stage stage, Map<String, String> more) {
        Map<String, String> variables = workspace.variables(stage.sourceTopic(), stage.destinationTopic());
        variables.putAll(more);
        variables.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
        variables.put("JDK_JAVA_OPTIONS", "-Xlog:gc:file=" + gcLog(stage));
        services.put(stage, TestedService.start(stage, variables, folder));
    }

    private String command(String name) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(TestedService.command(Stage.STG, "dead-letters", name));
        builder.environment().putAll(workspace.variables(Stage.STG.sourceTopic(), Stage.STG.destinationTopic()));
        Path out = Files.createTempFile(folder, "out-", ".txt");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }

    /** In the order of their records. */
    private List<ConsumerRecord<byte[], byte[]>> deadLetters(Stage stage) {
        return STACK.kafka().readAll(workspace.topic(stage.deadLetterTopic())).stream()
                .sorted(Comparator.comparingLong(letter -> ByteBuffer.wrap(letter.headers()
                                .lastHeader("kafka_dlt-original-offset")
                                .value())
                        .getLong()))
                .toList();
    }

    private long count(String table) {
        return Long.parseLong(
                workspace.query("SELECT count(*) FROM " + table).get(0).get(0));
    }

    private Path gcLog(Stage stage) {
        return folder.resolve(stage.service() + "-gc.log");
    }

    private Map<Stage, Long> fullCollections() throws IOException {
        Map<Stage, Long> collections = new HashMap<>();
        for (Stage stage : services.keySet()) {
            collections.put(stage, fullCollections(stage));
        }
        return collections;
    }

    private long fullCollections(Stage stage) throws IOException {
        try (Stream<String> lines = Files.lines(gcLog(stage))) {
            return lines.filter(line -> line.contains("Pause Full")).count();
        }
    }

    private String memory(Stage stage) throws IOException {
        Path status = Path.of("/proc/" + services.get(stage).process().pid() + "/status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .findFirst()
                    .orElse("");
        }
    }

    private static String code(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, "pipeline-error-code");
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    /** In one batch, which is small when it is compressed. */
    private void sendTogether(Stage stage, String... values) {
        CompressedBatch.send(
                STACK.kafka(),
                Stream.of(values)
                        .map(value -> new ProducerRecord<byte[], byte[]>(
                                workspace.topic(stage.sourceTopic()), value.getBytes(UTF_8)))
                        .toList());
    }

    private ProducerRecord<byte[], byte[]> withHeader(Stage stage, String key, String value, int headerBytes) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                workspace.topic(stage.sourceTopic()),
                0,
                key == null ? null : key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8));
        record.headers().add("large", new byte[headerBytes]);
        return record;
    }

    private static String withBytes(int bytes) {
        String start = "{\"object_id\": 1, \"padding\": \"";
        return start + "x".repeat(bytes - start.length() - 2) + "\"}";
    }

    /** Neighbours are far from one another. */
    private static int scattered(int number) {
        return Math.floorMod(number * 7_919, SIZE.restaurants());
    }

    private static String id(String kind, int number) {
        return "%s%018x".formatted(kind.substring(0, 1) + "00000", number);
    }

    private static String itemId(int restaurant, int item) {
        return "%012x%012x".formatted(restaurant, item);
    }

    private static String user(int number) {
        return """
                {"_id": "%s", "name": "Константин Константинопольский %d", "login": "konstantin_%d", \
                "update_ts_utc": "2023-08-11 16:45:00"}""".formatted(id("user", number), number, number);
    }

    private static String restaurant(int number) {
        return IntStream.range(0, ITEMS)
                .mapToObj(item -> """
                        {"_id": "%s", "name": "Рис с лимоном и зеленью %d", "price": 60, "category": "Категория %d"}""".formatted(itemId(number, item), item, item % 12))
                .collect(Collectors.joining(
                        ", ",
                        "{\"name\": \"Кофейня %d\", \"update_ts_utc\": \"2023-08-11 16:50:44\", \"menu\": ["
                                .formatted(number),
                        "]}"));
    }

    private static byte[] wideReport(int order, String status, int version, int products, int categories) {
        UUID orderKey = new UUID(1, order);
        return IntStream.range(0, products)
                .mapToObj(item ->
                        """
                        {"id":"%s","name":"Рис с лимоном и зеленью %d","category":{"id":"%s","name":"Категория %d"}}""".formatted(new UUID(2, item), item, new UUID(3, item % categories), item % categories))
                .collect(Collectors.joining(",", """
                        {"object_id": "%1$s", "object_type": "order_report", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                         "id": "%1$s", "order_dt": "2023-04-01 20:45:43", "status": "%2$s", "update_ts": "2023-04-01 20:45:4%3$d",
                         "restaurant": {"id": "%1$s", "name": "r", "update_ts": "2023-08-11 16:50:44"},
                         "user": {"id": "%1$s", "username": "u"}, "products": [""".formatted(orderKey, status, version), "]}}"))
                .getBytes(UTF_8);
    }

    /** @param times how often each item is in the order */
    private static byte[] order(int number, int restaurant, int items, int times) {
        int user = Math.floorMod(number * 104_729, restaurant < POPULAR ? Math.min(1_000, SIZE.users()) : SIZE.users());
        return IntStream.range(0, items * times)
                .mapToObj(item -> """
                        {"id": "%s", "name": "Рис с лимоном и зеленью %d", "price": 175, "quantity": 1}""".formatted(itemId(restaurant, (number + item) % items), (number + item) % items))
                .collect(Collectors.joining(
                        ", ", """
                        {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                         "restaurant": {"id": "%s"}, "user": {"id": "%s"}, "date": "2023-04-01 20:45:43",
                         "cost": 10, "payment": 10, "final_status": "CLOSED", "order_items": [\
                        """.formatted(number, id("restaurant", restaurant), id("user", user)), "]}}"))
                .getBytes(UTF_8);
    }
}
