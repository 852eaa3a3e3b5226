package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.config.HostAndPort;
import dev.orderpipeline.common.config.RedisServers;
import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.RedisUser;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.failure.FatalErrors;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.testing.SharedStack;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

class ReferenceClientIT {

    /** A database of its own: DBSIZE counts per database, so this one can be empty. */
    private static final int OWN_DATABASE = 7;

    private static final MemoryBudget MEMORY = new MemoryBudget(80 << 20, 0, 1);

    private static RedisConnections connections;
    private static RedisClient loader;
    private static RedisCommands<String, String> redis;

    private final ReferenceClient client = new ReferenceClient(connections, MEMORY, new SimpleMeterRegistry());

    @BeforeAll
    static void connect() {
        int port = SharedStack.get().redis().port();
        connections = connections(port, RedisUser.DEFAULT);
        loader = RedisClient.create(RedisURI.builder()
                .withHost(SharedStack.get().redis().host())
                .withPort(port)
                .withDatabase(OWN_DATABASE)
                .build());
        redis = loader.connect().sync();
    }

    @AfterAll
    static void disconnect() {
        connections.close();
        loader.close();
    }

    @BeforeEach
    void empty() {
        redis.flushdb();
    }

    @Nested
    class LookUps {

        @Test
        void usersAndRestaurantsAreLookedUpById() {
            set("u1", user("Ян"));
            set("u2", user("Яна"));
            set("r1", "{\"name\": \"Кофейня №1\", \"menu\": []}");

            References found = client.lookUp(Set.of("u1", "u2"), Map.of("r1", Set.of()));

            assertThat(found.user("u1").name()).isEqualTo("Ян");
            assertThat(found.user("u2").name()).isEqualTo("Яна");
            assertThat(found.restaurant("r1").name()).isEqualTo("Кофейня №1");
        }

        @Test
        void batchIsOneCommand() {
            Set<String> ids = new LinkedHashSet<>();
            IntStream.range(0, 500).forEach(number -> {
                set("u" + number, user("name " + number));
                ids.add("u" + number);
            });
            long before = lookUpsCounted();

            References found = client.lookUp(ids, Map.of());

            assertThat(found.user("u499").name()).isEqualTo("name 499");
            assertThat(lookUpsCounted() - before).isEqualTo(1);
        }

        /** Lettuce parses on its own thread; only a fatal error on the loop's thread ends the process. */
        @Test
        void fatalErrorInReplyReachesCaller() {
            set("u1", user("Ян"));
            ValuesOutput.Reader reader = new ValuesOutput.Reader() {
                @Override
                public void read(int index, ByteBuffer value) {
                    throw new NoClassDefFoundError("Could not initialize class some.Parser");
                }

                @Override
                public void dropped(int index, long bytes) {
                    throw new AssertionError();
                }
            };

            assertThatThrownBy(() -> connections.use(connection -> {
                        connection.readValues(List.of("u1".getBytes(UTF_8)), reader);
                        return true;
                    }))
                    .satisfies(
                            failure -> assertThat(FatalErrors.isFatal(failure)).isTrue());
            assertThat(client.lookUp(Set.of("u1"), Map.of()).user("u1").name()).isEqualTo("Ян");
        }

        @Test
        void userAndRestaurantMayShareAnId() {
            set("42", "{\"name\": \"both\", \"login\": \"both\", \"menu\": []}");

            References found = client.lookUp(Set.of("42"), Map.of("42", Set.of()));

            assertThat(found.user("42").login()).isEqualTo("both");
            assertThat(found.restaurant("42").menu().size()).isZero();
        }

        @Test
        void menuContainsLookedUpItemsOnly() {
            set("r1", menu(200));

            References found = client.lookUp(Set.of(), Map.of("r1", Set.of("item-7", "item-8", "unknown")));

            assertThat(found.restaurant("r1").menu().size()).isEqualTo(2);
            assertThat(found.restaurant("r1").item("item-7")).hasValueSatisfying(item -> {
                assertThat(item.name()).contains("Блюдо 7");
                assertThat(item.category()).isEqualTo("Закуски");
            });
        }

        @Test
        void valueOfMaximumLengthIsRead() {
            String name = "n".repeat(MEMORY.recordBytes() - user("").length());
            set("u1", user(name));
            set("u2", user(name + "n"));

            References found = client.lookUp(Set.of("u1", "u2"), Map.of());

            assertThat(found.user("u1").name()).isEqualTo(name);
            assertRejected(
                    () -> found.user("u2"),
                    "user u2 has unusable reference data: 1310721 bytes exceed the maximum of 1310720 for this heap");
        }

        /** As many bytes as a service's heap, in several commands. */
        @Test
        void valuesOfBatchMayExceedTheHeap() {
            String large = menu(4_000);
            Map<String, Set<String>> itemIds = new LinkedHashMap<>();
            IntStream.range(0, 250).forEach(number -> {
                set("r" + number, large);
                itemIds.put("r" + number, Set.of("item-" + number));
            });
            long before = lookUpsCounted();

            References found = client.lookUp(Set.of(), itemIds);

            assertThat(itemIds)
                    .allSatisfy((id, items) ->
                            assertThat(found.restaurant(id).menu().size()).isEqualTo(1));
            assertThat(lookUpsCounted() - before).isBetween(5L, 50L);
        }

        @Test
        void smallMenusOfBatchAreOneCommand() {
            Map<String, Set<String>> itemIds = new LinkedHashMap<>();
            IntStream.range(0, 200).forEach(number -> {
                set("r" + number, menu(80));
                itemIds.put("r" + number, Set.of("item-1"));
            });
            client.lookUp(Set.of(), itemIds);
            long before = lookUpsCounted();

            client.lookUp(Set.of(), itemIds);

            assertThat(lookUpsCounted() - before).isEqualTo(1);
        }

        @Test
        void noIdsSendNoCommand() {
            long before = lookUpsCounted();

            client.lookUp(Set.of(), Map.of());

            assertThat(lookUpsCounted()).isEqualTo(before);
        }
    }

    @Nested
    class Rejections {

        @Test
        void missingKeyRejectsItsRecordOnly() {
            set("u1", user("Ян"));

            References found = client.lookUp(Set.of("u1", "u2"), Map.of("r1", Set.of()));

            assertThat(found.user("u1").name()).isEqualTo("Ян");
            assertRejected(() -> found.user("u2"), "user u2 is not among the reference data");
            assertRejected(() -> found.restaurant("r1"), "restaurant r1 is not among the reference data");
        }

        @Test
        void dataLoadedConcurrentlyIsNotMissing() {
            for (int time = 0; time < 200; time++) {
                empty();
                CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> set("u1", user("Ян")));

                assertThat(lookUpOnceLoaded("u1").user("u1").name()).isEqualTo("Ян");
                loading.join();
            }
        }

        @Test
        void invalidValueRejectsRecord() {
            set("u1", "{\"name\": \"Ян\"}");
            set("r1", "<xml/>");

            References found = client.lookUp(Set.of("u1"), Map.of("r1", Set.of()));

            assertRejected(() -> found.user("u1"), "user u1 has unusable reference data: login is missing");
            assertThat(catchThrowableOfType(RejectedRecordException.class, () -> found.restaurant("r1")))
                    .hasMessageStartingWith("restaurant r1 has unusable reference data: invalid JSON");
        }

        @Test
        void otherTypeRejectsRecordWithTypeInReason() {
            redis.rpush("u1", user("Ян"));
            redis.hset("r1", "name", "R");
            set("u3", user("Яна"));

            References found = client.lookUp(Set.of("u1", "u2", "u3"), Map.of("r1", Set.of()));

            assertRejected(
                    () -> found.user("u1"),
                    "user u1 has unusable reference data: its key in Redis is of type list, must be a string");
            assertRejected(
                    () -> found.restaurant("r1"),
                    "restaurant r1 has unusable reference data: its key in Redis is of type hash, must be a string");
            assertRejected(() -> found.user("u2"), "user u2 is not among the reference data");
            assertThat(found.user("u3").name()).isEqualTo("Яна");
        }

        @Test
        void otherTypeWithoutTypePermissionIsMissing() {
            redis.rpush("u1", user("Ян"));
            redis.aclSetuser(
                    "limited",
                    AclSetuserArgs.Builder.on()
                            .addPassword("p")
                            .keyPattern("*")
                            .addCommand(CommandType.MGET)
                            .addCommand(CommandType.DBSIZE)
                            .addCommand(CommandType.SELECT));
            RedisUser user = new RedisUser(Optional.of("limited"), Optional.of(Secret.of("p")));
            try (RedisConnections limited =
                    connections(SharedStack.get().redis().port(), user)) {
                References found =
                        new ReferenceClient(limited, MEMORY, new SimpleMeterRegistry()).lookUp(Set.of("u1"), Map.of());

                assertRejected(() -> found.user("u1"), "user u1 is not among the reference data");
            }
        }

        @Test
        void tooLargeValueRejectsItsRecordOnly() {
            set("u1", user("Ян"));
            set("r1", menu(20_000));

            References found = client.lookUp(Set.of("u1"), Map.of("r1", Set.of("item-7")));

            assertThat(found.user("u1").name()).isEqualTo("Ян");
            assertThat(catchThrowableOfType(RejectedRecordException.class, () -> found.restaurant("r1")))
                    .hasMessageMatching(
                            "restaurant r1 has unusable reference data: [0-9]{7} bytes exceed the maximum of 1310720 .*");
        }
    }

    @Nested
    class Changes {

        @Test
        void changedValueIsReadAtOnce() {
            set("u1", user("Ян"));
            assertThat(client.lookUp(Set.of("u1"), Map.of()).user("u1").name()).isEqualTo("Ян");

            set("u1", user("Яна"));

            assertThat(client.lookUp(Set.of("u1"), Map.of()).user("u1").name()).isEqualTo("Яна");
        }

        @Test
        void removedValueIsMissingAtOnce() {
            set("u1", user("Ян"));
            set("u2", user("Яна"));
            client.lookUp(Set.of("u1"), Map.of());

            redis.del("u1");

            References found = client.lookUp(Set.of("u1"), Map.of());
            assertRejected(() -> found.user("u1"), "user u1 is not among the reference data");
        }

        @Test
        void repairedValueIsReadAtOnce() {
            set("u1", "broken");
            References broken = client.lookUp(Set.of("u1"), Map.of());
            assertThatExceptionOfType(RejectedRecordException.class).isThrownBy(() -> broken.user("u1"));

            set("u1", user("Ян"));

            assertThat(client.lookUp(Set.of("u1"), Map.of()).user("u1").name()).isEqualTo("Ян");
        }

        @Test
        void changedMenuIsReadAtOnce() {
            set("r1", menu(3));
            Map<String, Set<String>> itemIds = Map.of("r1", Set.of("item-3"));
            assertThat(client.lookUp(Set.of(), itemIds).restaurant("r1").menu().size())
                    .isZero();

            set("r1", menu(4));

            assertThat(client.lookUp(Set.of(), itemIds).restaurant("r1").menu().size())
                    .isEqualTo(1);
        }
    }

    @Nested
    class Outages {

        @Test
        void emptyRedisIsAnOutage() {
            assertThatThrownBy(() -> client.lookUp(Set.of("u1"), Map.of("r1", Set.of())))
                    .isInstanceOf(DataAccessResourceFailureException.class)
                    .hasMessageContaining("Redis is empty");
        }

        @Test
        void unresponsiveRedisIsAnOutage() throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            try (RedisConnections refused = connections(port, RedisUser.DEFAULT)) {
                assertThatThrownBy(() -> new ReferenceClient(refused, MEMORY, new SimpleMeterRegistry())
                                .lookUp(Set.of("u1"), Map.of()))
                        .isInstanceOf(DataAccessException.class);
            }
        }
    }

    private static RedisConnections connections(int port, RedisUser user) {
        return RedisConnections.create(
                new RedisSettings(
                        new RedisServers.Standalone(
                                new HostAndPort(SharedStack.get().redis().host(), port)),
                        OWN_DATABASE,
                        user,
                        false,
                        TlsFiles.NONE),
                Timeouts.DEFAULT.redis(),
                MEMORY.recordBytes());
    }

    private References lookUpOnceLoaded(String userId) {
        while (true) {
            try {
                return client.lookUp(Set.of(userId), Map.of());
            } catch (DataAccessResourceFailureException empty) {
                Thread.onSpinWait();
            }
        }
    }

    private static void assertRejected(Runnable question, String message) {
        RejectedRecordException rejection = catchThrowableOfType(RejectedRecordException.class, question::run);
        assertThat(rejection).hasMessage(message);
        assertThat(rejection.code()).isEqualTo(ErrorCode.REFERENCE_NOT_FOUND);
    }

    private static void set(String key, String value) {
        redis.set(key, value);
    }

    private static String user(String name) {
        return "{\"name\": \"%s\", \"login\": \"login\"}".formatted(name);
    }

    private static String menu(int items) {
        return IntStream.range(0, items)
                .mapToObj(number ->
                        "{\"_id\": \"item-%d\", \"name\": \"Блюдо %d\", \"price\": 60, \"category\": \"Закуски\"}"
                                .formatted(number, number))
                .collect(Collectors.joining(", ", "{\"name\": \"Кофейня\", \"menu\": [", "]}"));
    }

    private static long lookUpsCounted() {
        String statistics = redis.info("commandstats");
        return statistics
                .lines()
                .filter(line -> line.startsWith("cmdstat_mget:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }
}
