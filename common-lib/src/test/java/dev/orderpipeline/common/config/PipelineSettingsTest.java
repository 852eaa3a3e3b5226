package dev.orderpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.tls.TestPem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.mock.env.MockEnvironment;

class PipelineSettingsTest {

    private static final ServiceDescription SERVICE = new ServiceDescription(
            "stg-service", "stg", "order-service_orders", "stg-service-orders", false, true, true);

    @Nested
    class Values {

        @Test
        void onlyTheDatabaseUserIsRequired() {
            PipelineSettings settings = read(Map.of("PG_USER", "loader"));

            assertThat(settings)
                    .isEqualTo(new PipelineSettings(
                            new LoopSettings(Duration.ofMillis(10), 500, 1),
                            new KafkaSettings(
                                    "localhost:9092",
                                    "PLAINTEXT",
                                    "SCRAM-SHA-512",
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    TlsFiles.NONE,
                                    TlsFiles.NONE,
                                    ClientProperties.NONE,
                                    ClientProperties.NONE,
                                    Optional.of(GroupProtocol.CLASSIC),
                                    new TopicSettings(
                                            "stg-service",
                                            "order-service_orders",
                                            "stg-service-orders",
                                            "order-service_orders.dlq",
                                            false,
                                            Optional.empty(),
                                            Optional.empty())),
                            new PostgresSettings(
                                    "localhost:5432",
                                    "dwh",
                                    "loader",
                                    Optional.empty(),
                                    "prefer",
                                    TlsFiles.NONE,
                                    ClientProperties.NONE),
                            Optional.of(new RedisSettings(
                                    new RedisServers.Standalone(new HostAndPort("localhost", 6379)),
                                    0,
                                    RedisUser.DEFAULT,
                                    false,
                                    TlsFiles.NONE)),
                            new TracingSettings(Optional.empty(), 0.01),
                            5000,
                            true));
        }

        @Test
        void everyVariableIsApplied(@TempDir Path folder) throws IOException {
            Path certificate = certificate(folder);

            PipelineSettings settings = read(Map.ofEntries(
                    Map.entry("KAFKA_HOST", "broker"),
                    Map.entry("KAFKA_PORT", "9091"),
                    Map.entry("KAFKA_CONSUMER_USERNAME", "reader"),
                    Map.entry("KAFKA_CONSUMER_PASSWORD", "reader's secret"),
                    Map.entry("KAFKA_PRODUCER_USERNAME", "writer"),
                    Map.entry("KAFKA_PRODUCER_PASSWORD", "writer's secret"),
                    Map.entry("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT"),
                    Map.entry("KAFKA_SASL_MECHANISM", "SCRAM-SHA-256"),
                    Map.entry("KAFKA_CONSUMER_GROUP", "loaders"),
                    Map.entry("KAFKA_GROUP_PROTOCOL", "consumer"),
                    Map.entry("KAFKA_SOURCE_TOPIC", "in"),
                    Map.entry("KAFKA_DESTINATION_TOPIC", "out"),
                    Map.entry("KAFKA_DLQ_TOPIC", "bad"),
                    Map.entry("KAFKA_CREATE_TOPICS", "true"),
                    Map.entry("KAFKA_TOPIC_PARTITIONS", "12"),
                    Map.entry("KAFKA_TOPIC_REPLICATION_FACTOR", "3"),
                    Map.entry("REDIS_HOST", "cache"),
                    Map.entry("REDIS_PORT", "6380"),
                    Map.entry("REDIS_USERNAME", "looker"),
                    Map.entry("REDIS_PASSWORD", "looker's secret"),
                    Map.entry("REDIS_SSL", "true"),
                    Map.entry("REDIS_DATABASE", "3"),
                    Map.entry("PG_HOST", "database"),
                    Map.entry("PG_PORT", "6432"),
                    Map.entry("PG_DB_NAME", "warehouse"),
                    Map.entry("PG_USER", "loader"),
                    Map.entry("PG_PASSWORD", "loader's secret"),
                    Map.entry("PG_SSLMODE", "require"),
                    Map.entry("CERTIFICATE_PATH", certificate.toString()),
                    Map.entry("JOB_INTERVAL", "500ms"),
                    Map.entry("BATCH_SIZE", "50"),
                    Map.entry("CONCURRENCY", "4"),
                    Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector/otlp"),
                    Map.entry("OTEL_TRACES_SAMPLER_ARG", ".5"),
                    Map.entry("SERVER_PORT", "8080"),
                    Map.entry("MARTS_PAGE", "false")));

            assertThat(settings)
                    .isEqualTo(new PipelineSettings(
                            new LoopSettings(Duration.ofMillis(500), 50, 4),
                            new KafkaSettings(
                                    "broker:9091",
                                    "SASL_PLAINTEXT",
                                    "SCRAM-SHA-256",
                                    Optional.of(new Credentials("reader", Secret.of("reader's secret"))),
                                    Optional.of(new Credentials("writer", Secret.of("writer's secret"))),
                                    Optional.empty(),
                                    TlsFiles.NONE,
                                    TlsFiles.NONE,
                                    ClientProperties.NONE,
                                    ClientProperties.NONE,
                                    Optional.of(GroupProtocol.CONSUMER),
                                    new TopicSettings(
                                            "loaders", "in", "out", "bad", true, Optional.of(12), Optional.of((short)
                                                    3))),
                            new PostgresSettings(
                                    "database:6432",
                                    "warehouse",
                                    "loader",
                                    Optional.of(Secret.of("loader's secret")),
                                    "require",
                                    TlsFiles.NONE,
                                    ClientProperties.NONE),
                            Optional.of(new RedisSettings(
                                    new RedisServers.Standalone(new HostAndPort("cache", 6380)),
                                    3,
                                    new RedisUser(Optional.of("looker"), Optional.of(Secret.of("looker's secret"))),
                                    true,
                                    TlsFiles.ofAuthorities(certificate))),
                            new TracingSettings(Optional.of(URI.create("https://collector/otlp")), 0.5),
                            8080,
                            false));
        }

        @Test
        void bootstrapServersOverrideHostAndPort() {
            Map<String, String> variables = Map.of("KAFKA_HOST", "one", "KAFKA_BOOTSTRAP_SERVERS", "a:9091,b:9092");

            assertThat(readWithUser(variables).kafka().bootstrapServers()).isEqualTo("a:9091,b:9092");
        }

        @ParameterizedTest
        @ValueSource(strings = {"KAFKA_CONSUMER", "KAFKA_PRODUCER"})
        void kafkaUserImpliesSaslSsl(String role) {
            SettingsReader reader = new SettingsReader(
                    environment(Map.of(role + "_USERNAME", "someone", role + "_PASSWORD", "secret"))
                            .getPropertySources(),
                    variable -> true);

            assertThat(KafkaSettings.read(reader, SERVICE).securityProtocol()).isEqualTo("SASL_SSL");
        }

        @Test
        void certificateImpliesVerifiedTls(@TempDir Path folder) throws IOException {
            Path certificate = certificate(folder);

            PipelineSettings settings =
                    readWithUser(Map.of("CERTIFICATE_PATH", certificate.toString(), "KAFKA_SECURITY_PROTOCOL", "SSL"));

            assertThat(settings.postgres().sslMode()).isEqualTo("verify-full");
            TlsFiles tls = TlsFiles.ofAuthorities(certificate);
            assertThat(settings.postgres().tls()).isEqualTo(tls);
            assertThat(settings.kafka().consumerTls()).isEqualTo(tls);
            assertThat(settings.kafka().producerTls()).isEqualTo(tls);
            assertThat(settings.redis()).hasValueSatisfying(redis -> {
                assertThat(redis.ssl()).isTrue();
                assertThat(redis.tls()).isEqualTo(tls);
            });
        }

        @Test
        void deadLetterTopicDefaultsToSourceTopicDlq() {
            assertThat(readWithUser(Map.of("KAFKA_SOURCE_TOPIC", "other"))
                            .kafka()
                            .topics()
                            .deadLetters())
                    .isEqualTo("other.dlq");
        }

        @ParameterizedTest
        @CsvSource({"1, 1000", "2, 2000", "20ms, 20", "1500ms, 1500", "2s, 2000", "1m, 60000", "' 3 ', 3000"})
        void bareIntervalMeansSeconds(String interval, long milliseconds) {
            assertThat(readWithUser(Map.of("JOB_INTERVAL", interval)).loop().interval())
                    .isEqualTo(Duration.ofMillis(milliseconds));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "one | one:6432",
                    "one,two | one:6432,two:6432",
                    "one:5432, two:5433 | one:5432,two:5433",
                    "one,two:5433 | one:6432,two:5433",
                    "10.0.0.1 | 10.0.0.1:6432",
                    "[::1],[::2]:5433 | [::1]:6432,[::2]:5433",
                    "[fe80::1%eth0] | [fe80::1%eth0]:6432",
                    "with_underscore.and-hyphen. | with_underscore.and-hyphen.:6432"
                })
        void databaseHostsWithoutPortGetPgPort(String hosts, String expected) {
            assertThat(readWithUser(Map.of("PG_HOST", hosts, "PG_PORT", "6432"))
                            .postgres()
                            .hosts())
                    .isEqualTo(expected);
        }

        @Test
        void sentinelsAreApplied() {
            PipelineSettings settings = readWithUser(Map.of(
                    "REDIS_SENTINELS", "a, [::1]:26380",
                    "REDIS_MASTER_NAME", "mymaster",
                    "REDIS_SENTINEL_USERNAME", "watcher",
                    "REDIS_SENTINEL_PASSWORD", "watcher's secret",
                    "REDIS_DATABASE", "2"));

            RedisUser watcher = new RedisUser(Optional.of("watcher"), Optional.of(Secret.of("watcher's secret")));
            assertThat(settings.redis().orElseThrow())
                    .isEqualTo(new RedisSettings(
                            new RedisServers.Sentinels(
                                    List.of(new HostAndPort("a", 26379), new HostAndPort("[::1]", 26380)),
                                    "mymaster",
                                    watcher),
                            2,
                            RedisUser.DEFAULT,
                            false,
                            TlsFiles.NONE));
            assertThat(settings.summary())
                    .contains("Redis master mymaster of the Sentinels a:26379,[::1]:26380, database 2, no TLS:"
                            + " the default user");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"a, b:7001 | a:7000,b:7001", "[::1] | [::1]:7000", "'' | localhost:7000"})
        void clusterNodesWithoutPortGetRedisPort(String hosts, String expected) {
            PipelineSettings settings =
                    readWithUser(Map.of("REDIS_CLUSTER", "true", "REDIS_HOST", hosts, "REDIS_PORT", "7000"));

            assertThat(settings.redis().orElseThrow().servers()).hasToString("Cluster " + expected);
        }

        @Test
        void blankVariablesCountAsMissing() {
            Map<String, String> blank = new HashMap<>();
            Stream.of(
                            "KAFKA_HOST",
                            "KAFKA_BOOTSTRAP_SERVERS",
                            "KAFKA_CONSUMER_USERNAME",
                            "KAFKA_DLQ_TOPIC",
                            "REDIS_PORT")
                    .forEach(name -> blank.put(name, " "));
            Stream.of("PG_PASSWORD", "CERTIFICATE_PATH", "JOB_INTERVAL", "BATCH_SIZE", "KAFKA_TOPIC_PARTITIONS")
                    .forEach(name -> blank.put(name, ""));

            assertThat(readWithUser(blank)).isEqualTo(readWithUser(Map.of()));
            assertThat(problems(Map.of("PG_USER", " "))).containsExactly("PG_USER is missing: the PostgreSQL user");
        }

        @Test
        void surroundingWhiteSpaceIsStripped() {
            String around = " \t\u00A0\u200B\u200E%s\uFEFF\u180E\u2003\r\n";
            Map<String, String> stripped = new HashMap<>(users());
            stripped.putAll(Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", "a:9092,b:9092",
                    "KAFKA_CONSUMER_GROUP", "loaders",
                    "KAFKA_SOURCE_TOPIC", "in",
                    "PG_HOST", "database",
                    "PG_DB_NAME", "warehouse",
                    "REDIS_HOST", "cache",
                    "REDIS_USERNAME", "looker",
                    "REDIS_PASSWORD", "hidden-3",
                    "BATCH_SIZE", "7",
                    "KAFKA_CREATE_TOPICS", "true"));
            Map<String, String> surrounded = new HashMap<>();
            stripped.forEach(
                    (name, value) -> surrounded.put(name, name.endsWith("PASSWORD") ? value : around.formatted(value)));

            assertThat(read(surrounded)).isEqualTo(read(stripped));
        }

        @Test
        void duplicateBrokerIsRemoved() {
            assertThat(readWithUser(Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:9092, b:9092,a:9092 "))
                            .kafka()
                            .bootstrapServers())
                    .isEqualTo("a:9092,b:9092");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    " ",
                    "\t",
                    "тайна",
                    "🔑",
                    "\u00A0x\u200B",
                    "a;b\"c'd\\e=f,g$h%i",
                    "se${cret}",
                    "${PG_USER}",
                    "${",
                    "#{1}",
                    "back\\${slash}",
                    " spaces ",
                    "a:b@c/d?e"
                })
        void passwordIsKeptUnchanged(String password) {
            assertThat(readWithUser(Map.of("PG_PASSWORD", password)).postgres().password())
                    .map(Secret::value)
                    .contains(password);
        }
    }

    @Nested
    class Problems {

        @ParameterizedTest
        @CsvSource({
            "KAFKA_HOST, bro ker",
            "KAFKA_HOST, broker:9092",
            "KAFKA_PORT, 0",
            "KAFKA_PORT, 65536",
            "KAFKA_PORT, http",
            "KAFKA_BOOTSTRAP_SERVERS, broker",
            "KAFKA_BOOTSTRAP_SERVERS, 'a:9092,b'",
            "KAFKA_BOOTSTRAP_SERVERS, 'a:9092,b:99999'",
            "KAFKA_BOOTSTRAP_SERVERS, ','",
            "KAFKA_SECURITY_PROTOCOL, TLS",
            "KAFKA_SOURCE_TOPIC, two words",
            "KAFKA_DESTINATION_TOPIC, a/b",
            "KAFKA_SOURCE_TOPIC, .",
            "KAFKA_SOURCE_TOPIC, ..",
            "KAFKA_DESTINATION_TOPIC, ..",
            "KAFKA_DLQ_TOPIC, .",
            "KAFKA_DLQ_TOPIC, наказ",
            "KAFKA_BOOTSTRAP_SERVERS, 'a:9092,'",
            "KAFKA_CONSUMER_GROUP, 'two\nlines'",
            "REDIS_HOST, 'a,b'",
            "REDIS_HOST, 'a/0'",
            "REDIS_USERNAME, 'two words'",
            "PG_DB_NAME, 'dwh\tx'",
            "PG_USER, 'lo\nader'",
            "KAFKA_CREATE_TOPICS, yes",
            "REDIS_PORT, -1",
            "REDIS_SSL, on",
            "REDIS_CLUSTER, yes",
            "REDIS_DATABASE, -1",
            "PG_HOST, a b",
            "PG_HOST, ::1",
            "PG_HOST, 'a,'",
            "PG_HOST, ','",
            "PG_HOST, 'a:5432,b:99999'",
            "PG_HOST, database/dwh",
            "PG_PORT, 5432.0",
            "PG_SSLMODE, yes",
            "CERTIFICATE_PATH, /no/such/file.pem",
            "CERTIFICATE_PATH, /",
            "CERTIFICATE_PATH, pom.xml",
            "JOB_INTERVAL, 0",
            "JOB_INTERVAL, -1s",
            "JOB_INTERVAL, 2h",
            "JOB_INTERVAL, soon",
            "JOB_INTERVAL, 99999999999999999999",
            "BATCH_SIZE, 0",
            "BATCH_SIZE, many",
            "CONCURRENCY, 0",
            "CONCURRENCY, 1000",
            "SERVER_PORT, 99999",
            "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318",
            "OTEL_EXPORTER_OTLP_ENDPOINT, /v1/traces",
            "OTEL_EXPORTER_OTLP_ENDPOINT, 'http://a b'",
            "OTEL_EXPORTER_OTLP_ENDPOINT, //collector:4318",
            "OTEL_EXPORTER_OTLP_ENDPOINT, 'http://user:secret@collector:4318'",
            "OTEL_TRACES_SAMPLER_ARG, 1.5",
            "OTEL_TRACES_SAMPLER_ARG, NaN",
            "OTEL_TRACES_SAMPLER_ARG, 10%",
            "MARTS_PAGE, off"
        })
        void invalidValueIsReportedWithItsVariable(String variable, String value) {
            Map<String, String> variables = new HashMap<>(Map.of("PG_USER", "loader", "REDIS_PASSWORD", "hidden"));
            variables.put(variable, value);

            assertThat(problems(variables)).singleElement().asString().startsWith(variable + " must ");
        }

        @Test
        void oneProblemPerVariable() {
            assertThat(problems(Map.of("PG_USER", "loader", "KAFKA_SOURCE_TOPIC", "two words")))
                    .containsExactly(
                            "KAFKA_SOURCE_TOPIC must be a topic name of at most 249 letters, digits, '.', '_' and '-'"
                                    + " (not '.' or '..'), was 'two words'");
            assertThat(problems(
                            Map.of("PG_USER", "loader", "KAFKA_SOURCE_TOPIC", "a/b", "KAFKA_DESTINATION_TOPIC", "a/b")))
                    .hasSize(2);
            assertThat(problems(Map.of("PG_USER", "loader", "KAFKA_HOST", "h:1")))
                    .containsExactly(
                            "KAFKA_HOST must be a host without a port, was 'h:1': the port is set in KAFKA_PORT");
            assertThat(problems(Map.of("PG_USER", "loader", "KAFKA_HOST", "h:1", "KAFKA_PORT", "x")))
                    .hasSize(2);

            Map<String, String> withoutPassword = new HashMap<>(users());
            withoutPassword.remove("KAFKA_CONSUMER_PASSWORD");
            assertThat(problems(withoutPassword))
                    .containsExactly("KAFKA_CONSUMER_PASSWORD is missing: the password of 'reader'");
            Map<String, String> withoutName = new HashMap<>(users());
            withoutName.remove("KAFKA_PRODUCER_USERNAME");
            assertThat(problems(withoutName))
                    .containsExactly("KAFKA_PRODUCER_USERNAME is missing: a password is set for it");
        }

        @Test
        void tooLongDefaultDeadLetterTopicIsReported() {
            assertThat(problems(Map.of("PG_USER", "loader", "KAFKA_SOURCE_TOPIC", "a".repeat(249))))
                    .singleElement()
                    .asString()
                    .startsWith("KAFKA_DLQ_TOPIC must be set: its default");
            assertThat(readWithUser(Map.of("KAFKA_SOURCE_TOPIC", "a".repeat(249), "KAFKA_DLQ_TOPIC", "b".repeat(249))))
                    .isNotNull();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "REDIS_HOST | cache:6379 | REDIS_HOST must be a host without a port, was 'cache:6379': the port is set in"
                            + " REDIS_PORT",
                    "REDIS_HOST | [::1]:6379 | REDIS_HOST must be a host without a port, was '[::1]:6379': the port is set in"
                            + " REDIS_PORT",
                    "REDIS_HOST | redis://cache:6379 | REDIS_HOST must begin with the host, without 'redis://'",
                    "REDIS_HOST | redis://:hidden@cache | REDIS_HOST must begin with the host, without 'redis://'",
                    "REDIS_HOST | u:hidden@cache | REDIS_HOST must be a host without user, password and options ('@', '?')",
                    "KAFKA_HOST | http://broker | KAFKA_HOST must begin with the host, without 'http://'",
                    "KAFKA_BOOTSTRAP_SERVERS | SASL_SSL://a:9092 | KAFKA_BOOTSTRAP_SERVERS must begin with the host, without"
                            + " 'SASL_SSL://'",
                    "KAFKA_BOOTSTRAP_SERVERS | a:9092,b | KAFKA_BOOTSTRAP_SERVERS must name brokers as host:port,host:port: 'b'"
                            + " has no port",
                    "PG_HOST | jdbc:postgresql://db/dwh?password=hidden | PG_HOST must begin with the host, without"
                            + " 'jdbc:postgresql://'",
                    "PG_HOST | db?password=hidden | PG_HOST must be a host without user, password and options ('@', '?')",
                    "PG_HOST | ::1 | PG_HOST must have an IPv6 address in brackets, such as [::1], was '::1'",
                    "PG_HOST | one,fe80::1%eth0 | PG_HOST must have an IPv6 address in brackets, such as [::1], was"
                            + " 'fe80::1%eth0'",
                    "KAFKA_HOST | fd00::2 | KAFKA_HOST must have an IPv6 address in brackets, such as [::1], was 'fd00::2'",
                    "KAFKA_BOOTSTRAP_SERVERS | ::1:9092 | KAFKA_BOOTSTRAP_SERVERS must have an IPv6 address in brackets, such as"
                            + " [::1], was '::1:9092'",
                    "REDIS_HOST | ::1 | REDIS_HOST must have an IPv6 address in brackets, such as [::1], was '::1'",
                    "REDIS_HOST | [::zz] | REDIS_HOST must be one host name or address, was '[::zz]'",
                    "REDIS_HOST | [1::2::3] | REDIS_HOST must be one host name or address, was '[1::2::3]'",
                    "REDIS_PORT | tcp://10.43.0.9:6379 | REDIS_PORT must be a port number, was 'tcp://10.43.0.9:6379':"
                            + " Kubernetes sets it so for a Service named 'redis'; set REDIS_PORT in the pod, or"
                            + " enableServiceLinks: false",
                    "KAFKA_PORT | tcp://10.43.0.7:9092 | KAFKA_PORT must be a port number, was 'tcp://10.43.0.7:9092':"
                            + " Kubernetes sets it so for a Service named 'kafka'; set KAFKA_PORT in the pod, or"
                            + " enableServiceLinks: false",
                    "PG_PASSWORD | 'hidden\n' | PG_PASSWORD must be without line breaks and NUL characters: there is one at its"
                            + " end (echo adds it, printf does not)",
                    "REDIS_PASSWORD | 'hidden\r\n' | REDIS_PASSWORD must be without line breaks and NUL characters: there is one"
                            + " at its end (echo adds it, printf does not)",
                    "PG_PASSWORD | 'one\nhidden' | PG_PASSWORD must be without line breaks and NUL characters: there is one"
                            + " inside",
                    "PG_PASSWORD | 'one\u0000hidden' | PG_PASSWORD must be without line breaks and NUL characters: there is one"
                            + " inside",
                    "PG_PASSWORD | '\uFFFDhidden' | PG_PASSWORD must be valid UTF-8, contains other bytes"
                })
        void problemContainsRemedyAndNoPassword(String variable, String value, String line) {
            assertThat(problems(Map.of("PG_USER", "loader", variable, value))).containsExactly(line);
        }

        @Test
        void groupProtocolMayBeLeftToTheBrokers() {
            assertThat(readWithUser(Map.of("KAFKA_GROUP_PROTOCOL", "auto"))
                            .kafka()
                            .groupProtocol())
                    .isEmpty();
        }

        @Test
        void oneMessageReportsAllProblems() {
            InvalidSettingsException failure = failure(Map.of(
                    "KAFKA_PORT", "x",
                    "BATCH_SIZE", "0",
                    "JOB_INTERVAL", "never",
                    "KAFKA_GROUP_PROTOCOL", "newest",
                    "PG_SSLMODE", "yes",
                    "SERVER_PORT", "0"));

            assertThat(failure)
                    .hasMessageContaining("KAFKA_PORT must be an integer from 1 to 65535, was 'x'")
                    .hasMessageContaining("BATCH_SIZE must be an integer from 1 to 100000, was '0'")
                    .hasMessageContaining("JOB_INTERVAL must be a duration")
                    .hasMessageContaining("KAFKA_GROUP_PROTOCOL must be one of auto, consumer, classic, was 'newest'")
                    .hasMessageContaining("PG_SSLMODE must be one of disable, allow, prefer")
                    .hasMessageContaining("SERVER_PORT must be")
                    .hasMessageContaining("PG_USER is missing");
            assertThat(failure.problems()).hasSize(7);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "KAFKA_CONSUMER_PASSWORD is missing | KAFKA_CONSUMER_USERNAME=a"
                            + " KAFKA_PRODUCER_USERNAME=b KAFKA_PRODUCER_PASSWORD=s KAFKA_SECURITY_PROTOCOL=SASL_SSL",
                    "KAFKA_PRODUCER_USERNAME is missing: a password is set for it | KAFKA_PRODUCER_PASSWORD=s",
                    "KAFKA_PRODUCER_USERNAME is missing: SASL_SSL needs | KAFKA_CONSUMER_USERNAME=a"
                            + " KAFKA_CONSUMER_PASSWORD=s",
                    "KAFKA_CONSUMER_USERNAME is missing: SASL_PLAINTEXT needs | KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT",
                    "KAFKA_SECURITY_PROTOCOL must be SASL_SSL or SASL_PLAINTEXT when | KAFKA_CONSUMER_USERNAME=a"
                            + " KAFKA_CONSUMER_PASSWORD=s KAFKA_SECURITY_PROTOCOL=SSL",
                    "KAFKA_DESTINATION_TOPIC must not be the source topic | KAFKA_SOURCE_TOPIC=a KAFKA_DESTINATION_TOPIC=a",
                    "KAFKA_DLQ_TOPIC must be a topic of its own | KAFKA_SOURCE_TOPIC=a KAFKA_DLQ_TOPIC=a",
                    "KAFKA_DLQ_TOPIC must be a topic of its own | KAFKA_DESTINATION_TOPIC=b KAFKA_DLQ_TOPIC=b",
                    "CERTIFICATE_PATH is missing: PG_SSLMODE=verify-full needs | PG_SSLMODE=verify-full",
                    "REDIS_PASSWORD is missing: the password of 'a' | REDIS_USERNAME=a",
                    "REDIS_SENTINEL_PASSWORD is missing: the password of 'a' | REDIS_SENTINEL_USERNAME=a"
                            + " REDIS_SENTINELS=b REDIS_MASTER_NAME=c",
                    "REDIS_SENTINELS must be a list without empty entries | REDIS_SENTINELS=a,,b REDIS_MASTER_NAME=c",
                    "REDIS_MASTER_NAME is missing: the name under which | REDIS_SENTINELS=a",
                    "REDIS_SENTINELS is missing: the Sentinels of the master | REDIS_MASTER_NAME=a",
                    "REDIS_CLUSTER must not be true beside | REDIS_SENTINELS=a REDIS_MASTER_NAME=b REDIS_CLUSTER=true",
                    "REDIS_DATABASE must be 0 with REDIS_CLUSTER=true | REDIS_CLUSTER=true REDIS_DATABASE=1",
                    "REDIS_HOST must be one host, was 'a,b': several need REDIS_CLUSTER=true | REDIS_HOST=a,b"
                })
        void contradictionIsReported(String problem, String variables) {
            Map<String, String> contradictory = new HashMap<>(Map.of("PG_USER", "loader"));
            for (String variable : variables.split(" ")) {
                contradictory.put(variable.split("=")[0], variable.split("=")[1]);
            }

            assertThat(problems(contradictory)).anyMatch(actual -> actual.startsWith(problem));
        }
    }

    @Nested
    class SecretFiles {

        @TempDir
        Path folder;

        @Test
        void everySecretCanBeAFile() throws IOException {
            Map<String, String> variables = new HashMap<>(users());
            variables.remove("KAFKA_CONSUMER_PASSWORD");
            variables.remove("KAFKA_PRODUCER_PASSWORD");
            variables.put("REDIS_USERNAME", "looker");
            for (String variable : PipelineSettings.secretFileVariables()) {
                // Clients of a token server replace users.
                if (!variable.contains("_OAUTH_")) {
                    variables.put(variable, file(variable, "secret of " + variable));
                }
            }

            PipelineSettings settings = read(variables);

            assertThat(settings.kafka().consumer().orElseThrow().password().value())
                    .isEqualTo("secret of KAFKA_CONSUMER_PASSWORD_FILE");
            assertThat(settings.kafka().producer().orElseThrow().password().value())
                    .isEqualTo("secret of KAFKA_PRODUCER_PASSWORD_FILE");
            assertThat(settings.kafka().securityProtocol()).isEqualTo("SASL_SSL");
            assertThat(settings.postgres().password()).map(Secret::value).contains("secret of PG_PASSWORD_FILE");
            assertThat(settings.redis().orElseThrow().user().password())
                    .map(Secret::value)
                    .contains("secret of REDIS_PASSWORD_FILE");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", ""})
        void lineBreakAtTheEndIsNotPartOfIt(String end) throws IOException {
            String secret = " with space, ${x} and ключ ";

            assertThat(readWithUser(Map.of("PG_PASSWORD_FILE", file("pg", secret + end)))
                            .postgres()
                            .password())
                    .map(Secret::value)
                    .contains(secret);
        }

        @Test
        void secretsOfClientsCanBeFiles() throws IOException {
            Map<String, String> variables = new HashMap<>(clients());
            for (String secret : List.of("KAFKA_CONSUMER_OAUTH_CLIENT_SECRET", "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET")) {
                variables.remove(secret);
                variables.put(secret + "_FILE", file(secret, "secret of " + secret + "\n"));
            }

            KafkaSettings kafka = read(variables).kafka();

            assertThat(kafka.consumer().orElseThrow().password().value())
                    .isEqualTo("secret of KAFKA_CONSUMER_OAUTH_CLIENT_SECRET");
            assertThat(kafka.producer().orElseThrow().password().value())
                    .isEqualTo("secret of KAFKA_PRODUCER_OAUTH_CLIENT_SECRET");
        }

        @Test
        void presentContentOfTheFileIsTheSecret() throws IOException {
            String file = file("pg", "first");
            Secret secret = readWithUser(Map.of("PG_PASSWORD_FILE", file))
                    .postgres()
                    .password()
                    .orElseThrow();

            Files.writeString(Path.of(file), "second\n");
            assertThat(secret.value()).isEqualTo("second");
            Files.writeString(Path.of(file), "x".repeat(100_000));
            assertThat(secret.value()).isEqualTo("first");
            Files.delete(Path.of(file));
            assertThat(secret.value()).isEqualTo("first");
            assertThat(secret).asString().doesNotContain("first", "second");
        }

        @Test
        void variableAndFileAreReported() throws IOException {
            assertThat(problems(Map.of(
                            "PG_USER", "loader", "PG_PASSWORD", "hidden", "PG_PASSWORD_FILE", file("pg", "hidden"))))
                    .containsExactly(
                            "PG_PASSWORD_FILE must not be set beside PG_PASSWORD: only one of them is the secret");
        }

        @Test
        void secondValueIsReported() {
            MockEnvironment environment = environment(Map.of("PG_USER", "loader", "PG_PASSWORD", "hidden"));
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("Config tree '/run/secrets'", Map.of("PG_PASSWORD", "hidden")));

            assertThat(catchThrowableOfType(
                                    InvalidSettingsException.class, () -> PipelineSettings.read(environment, SERVICE))
                            .problems())
                    .containsExactly(
                            "PG_PASSWORD must not be set twice, in mockProperties and Config tree '/run/secrets'");
        }

        /** As docker-compose.yml sets them. */
        @Test
        void emptyVariableDoesNotHideAnotherSource() {
            MockEnvironment environment = environment(Map.of("PG_USER", "loader", "PG_PASSWORD", "", "BATCH_SIZE", ""));
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("tree", Map.of("PG_PASSWORD", "secret", "BATCH_SIZE", "7")));

            PipelineSettings settings = PipelineSettings.read(environment, SERVICE);

            assertThat(settings.postgres().password()).map(Secret::value).contains("secret");
            assertThat(settings.loop().batchSize()).isEqualTo(7);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "''| must name a file with the secret: '%s' is empty",
                    "'\n'| must name a file with the secret: '%s' is empty",
                    "'hidden\n\n'| must name a file of one line without NUL characters, was '%s'",
                    "'hidden\u0000'| must name a file of one line without NUL characters, was '%s'"
                })
        void invalidContentIsReportedWithoutIt(String content, String problem) throws IOException {
            String file = file("redis", content);

            assertThat(problems(Map.of("PG_USER", "loader", "REDIS_USERNAME", "looker", "REDIS_PASSWORD_FILE", file)))
                    .containsExactly("REDIS_PASSWORD_FILE " + problem.formatted(file));
        }

        @Test
        void fileThatIsNoTextIsReported() throws IOException {
            Path file = Files.write(folder.resolve("bytes"), new byte[] {'a', (byte) 0xFF});

            assertThat(problems(Map.of("PG_USER", "loader", "PG_PASSWORD_FILE", file.toString())))
                    .containsExactly("PG_PASSWORD_FILE must name a file in UTF-8, was '%s'".formatted(file));
        }

        @Test
        void largeFileIsReported() throws IOException {
            String file = file("large", "x".repeat(100_000));

            assertThat(problems(Map.of("PG_USER", "loader", "PG_PASSWORD_FILE", file)))
                    .containsExactly(
                            "PG_PASSWORD_FILE must name a file of at most 65536 bytes, was '%s'".formatted(file));
        }

        /** Not as missing, too. */
        @Test
        void fileNameOfTwoLinesIsReportedOnce() {
            Map<String, String> variables = new HashMap<>(users());
            variables.remove("KAFKA_CONSUMER_PASSWORD");
            variables.put("KAFKA_CONSUMER_PASSWORD_FILE", "one\ntwo");
            variables.put("REDIS_USERNAME", "looker");
            variables.put("REDIS_PASSWORD_FILE", "one\ntwo");

            assertThat(problems(variables))
                    .containsExactlyInAnyOrder(
                            "KAFKA_CONSUMER_PASSWORD_FILE must be one line without control characters: there is one inside",
                            "REDIS_PASSWORD_FILE must be one line without control characters: there is one inside");
        }

        @ParameterizedTest
        @ValueSource(strings = {"missing", "."})
        void unreadableFileIsReported(String name) {
            Path file = folder.resolve(name);

            assertThat(problems(Map.of("PG_USER", "loader", "PG_PASSWORD_FILE", file.toString())))
                    .containsExactly("PG_PASSWORD_FILE must name a readable file, was '%s'".formatted(file));
        }

        private String file(String name, String content) throws IOException {
            return Files.writeString(folder.resolve(name), content).toString();
        }
    }

    @Nested
    class ClientCertificates {

        private static final String MISSING = "/no/such/file.pem";

        @TempDir
        Path folder;

        @BeforeEach
        void writeFiles() throws IOException, GeneralSecurityException {
            HeldCertificate held = new HeldCertificate.Builder().build();
            Files.writeString(folder.resolve("tls.crt"), held.certificatePem());
            Files.writeString(folder.resolve("tls.key"), held.privateKeyPkcs8Pem());
            Files.writeString(
                    folder.resolve("encrypted.key"),
                    TestPem.encrypted(held.keyPair().getPrivate(), "hidden"));
            Files.writeString(
                    folder.resolve("other.key"),
                    new HeldCertificate.Builder().build().privateKeyPkcs8Pem());
            Files.writeString(folder.resolve("password"), "hidden\n");
            Files.writeString(folder.resolve("other.password"), "wrong\n");
        }

        @Test
        void certificateImpliesTls() {
            Map<String, String> variables = new HashMap<>(Map.of("PG_CERTIFICATE_PATH", file("tls.crt")));
            for (String server : List.of("KAFKA", "PG", "REDIS")) {
                variables.putAll(client(server));
            }

            PipelineSettings settings = readWithUser(variables);

            Optional<ClientCertificate> client =
                    Optional.of(new ClientCertificate(path("tls.crt"), path("tls.key"), Optional.empty()));
            TlsFiles tls = new TlsFiles(Optional.empty(), client);
            assertThat(settings.kafka().securityProtocol()).isEqualTo("SSL");
            assertThat(settings.kafka().consumerTls()).isEqualTo(tls);
            assertThat(settings.kafka().producerTls()).isEqualTo(tls);
            assertThat(settings.postgres().sslMode()).isEqualTo("verify-full");
            assertThat(settings.postgres().tls()).isEqualTo(new TlsFiles(Optional.of(path("tls.crt")), client));
            assertThat(settings.redis()).hasValueSatisfying(redis -> {
                assertThat(redis.ssl()).isTrue();
                assertThat(redis.tls()).isEqualTo(tls);
            });
            assertThat(settings.summary())
                    .anyMatch(line -> line.contains("SSL, consumer's certificate " + path("tls.crt")
                            + ", producer's certificate " + path("tls.crt") + ": group"))
                    .anyMatch(line -> line.contains("sslmode verify-full, certificate " + path("tls.crt")))
                    .anyMatch(line -> line.contains("TLS, certificate " + path("tls.crt")));
        }

        /** Those that are not used may be anything. */
        @Test
        void ownFilesOfServerAndRoleTakePrecedence() {
            Map<String, String> variables = new HashMap<>(Map.of(
                    "CERTIFICATE_PATH", MISSING,
                    "KAFKA_CLIENT_CERTIFICATE_PATH", MISSING,
                    "KAFKA_CLIENT_KEY_PATH", MISSING));
            for (String server : List.of("KAFKA", "PG", "REDIS")) {
                variables.put(server + "_CERTIFICATE_PATH", file("tls.crt"));
            }
            variables.putAll(client("KAFKA_CONSUMER"));
            variables.putAll(client("KAFKA_PRODUCER"));
            variables.put("KAFKA_PRODUCER_CLIENT_KEY_PATH", file("encrypted.key"));
            variables.put("KAFKA_PRODUCER_CLIENT_KEY_PASSWORD_FILE", file("password"));

            PipelineSettings settings = readWithUser(variables);

            assertThat(List.of(
                            settings.kafka().consumerTls(),
                            settings.postgres().tls(),
                            settings.redis().orElseThrow().tls()))
                    .extracting(TlsFiles::authorities)
                    .containsOnly(Optional.of(path("tls.crt")));
            assertThat(settings.kafka().consumerTls().client())
                    .contains(new ClientCertificate(path("tls.crt"), path("tls.key"), Optional.empty()));
            assertThat(settings.kafka().producerTls().client())
                    .map(ClientCertificate::key)
                    .contains(path("encrypted.key"));
            assertThat(settings.toString()).doesNotContain("hidden");
        }

        @Test
        void ownAuthoritiesImplyTls() {
            PipelineSettings settings = readWithUser(Map.of(
                    "KAFKA_CERTIFICATE_PATH", file("tls.crt"),
                    "PG_CERTIFICATE_PATH", file("tls.crt"),
                    "REDIS_CERTIFICATE_PATH", file("tls.crt")));

            assertThat(settings.kafka().securityProtocol()).isEqualTo("SSL");
            assertThat(settings.postgres().sslMode()).isEqualTo("verify-full");
            assertThat(settings.redis().orElseThrow().ssl()).isTrue();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                KAFKA_CLIENT_KEY_PATH is missing: the key of the certificate in KAFKA_CLIENT_CERTIFICATE_PATH | KAFKA_CLIENT_CERTIFICATE_PATH=tls.crt
                REDIS_CLIENT_CERTIFICATE_PATH is missing: the certificate of the key in REDIS_CLIENT_KEY_PATH | REDIS_CLIENT_KEY_PATH=tls.key
                REDIS_CLIENT_CERTIFICATE_PATH must be a readable PEM file with certificates, was              | REDIS_CLIENT_CERTIFICATE_PATH=tls.key REDIS_CLIENT_KEY_PATH=tls.key
                REDIS_CLIENT_KEY_PATH must be a readable PEM file with an RSA or EC key                         | REDIS_CLIENT_CERTIFICATE_PATH=tls.crt REDIS_CLIENT_KEY_PATH=tls.crt
                KAFKA_CLIENT_KEY_PATH must be the key of the first certificate in KAFKA_CLIENT_CERTIFICATE_PATH | KAFKA_CLIENT_CERTIFICATE_PATH=tls.crt KAFKA_CLIENT_KEY_PATH=other.key
                KAFKA_CLIENT_KEY_PASSWORD is missing: the key in KAFKA_CLIENT_KEY_PATH is encrypted           | KAFKA_CLIENT_CERTIFICATE_PATH=tls.crt KAFKA_CLIENT_KEY_PATH=encrypted.key
                KAFKA_CLIENT_KEY_PASSWORD must be the password of the key in KAFKA_CLIENT_KEY_PATH            | KAFKA_CLIENT_CERTIFICATE_PATH=tls.crt KAFKA_CLIENT_KEY_PATH=encrypted.key KAFKA_CLIENT_KEY_PASSWORD=wrong
                KAFKA_CLIENT_KEY_PASSWORD_FILE must name a file with the password of the key in KAFKA_CLIENT_KEY_PATH | KAFKA_CLIENT_CERTIFICATE_PATH=tls.crt KAFKA_CLIENT_KEY_PATH=encrypted.key KAFKA_CLIENT_KEY_PASSWORD_FILE=other.password
                PG_CLIENT_KEY_PASSWORD_FILE must name a readable file                                         | PG_CLIENT_CERTIFICATE_PATH=tls.crt PG_CLIENT_KEY_PATH=encrypted.key PG_CLIENT_KEY_PASSWORD_FILE=/no/such.file PG_CERTIFICATE_PATH=tls.crt
                KAFKA_SECURITY_PROTOCOL must be SSL or SASL_SSL when a client certificate is set              | KAFKA_CLIENT_CERTIFICATE_PATH=tls.crt KAFKA_CLIENT_KEY_PATH=tls.key KAFKA_SECURITY_PROTOCOL=PLAINTEXT
                KAFKA_PRODUCER_CLIENT_CERTIFICATE_PATH is missing: KAFKA_CONSUMER_CLIENT_CERTIFICATE_PATH is set | KAFKA_CONSUMER_CLIENT_CERTIFICATE_PATH=tls.crt KAFKA_CONSUMER_CLIENT_KEY_PATH=tls.key
                PG_SSLMODE must not be disable when a client certificate is set                               | PG_CLIENT_CERTIFICATE_PATH=tls.crt PG_CLIENT_KEY_PATH=tls.key PG_SSLMODE=disable
                CERTIFICATE_PATH is missing: PG_SSLMODE=verify-full needs the CA certificate                  | PG_CLIENT_CERTIFICATE_PATH=tls.crt PG_CLIENT_KEY_PATH=tls.key
                REDIS_SSL must be true when a client certificate is set                                       | REDIS_CLIENT_CERTIFICATE_PATH=tls.crt REDIS_CLIENT_KEY_PATH=tls.key REDIS_SSL=false
                """)
        void problemNamesTheVariable(String problem, String settings) {
            Map<String, String> variables = new HashMap<>(Map.of("PG_USER", "loader"));
            for (String setting : settings.split(" ")) {
                String value = setting.split("=")[1];
                variables.put(setting.split("=")[0], value.contains(".") ? file(value) : value);
            }

            assertThat(problems(variables)).singleElement().asString().startsWith(problem);
        }

        /** The command that lists dead letters sends nothing. */
        @Test
        void producersCertificateIsUnusedByList() {
            Map<String, String> variables = new HashMap<>(client("KAFKA_CONSUMER"));
            variables.put(SettingsUse.PROPERTY, "LIST");
            variables.put("KAFKA_PRODUCER_CLIENT_CERTIFICATE_PATH", MISSING);

            assertThat(read(variables).kafka().consumerTls().client()).isPresent();
        }

        private Map<String, String> client(String prefix) {
            return Map.of(
                    prefix + "_CLIENT_CERTIFICATE_PATH", file("tls.crt"), prefix + "_CLIENT_KEY_PATH", file("tls.key"));
        }

        private String file(String name) {
            return path(name).toString();
        }

        private Path path(String name) {
            return folder.resolve(name);
        }
    }

    @Nested
    class UnusedVariables {

        @ParameterizedTest
        @CsvSource({
            "KAFKA_SASL_MECHANISM, GSSAPI, KAFKA_SECURITY_PROTOCOL=SASL_SSL",
            "KAFKA_CONSUMER_USERNAME, имя, KAFKA_SASL_MECHANISM=SCRAM-SHA-256",
            "KAFKA_PRODUCER_USERNAME, 'a\nb', KAFKA_SASL_MECHANISM=PLAIN",
            "KAFKA_TOPIC_PARTITIONS, 0, KAFKA_CREATE_TOPICS=true",
            "KAFKA_TOPIC_REPLICATION_FACTOR, 40000, KAFKA_CREATE_TOPICS=true",
            "CERTIFICATE_PATH, pom.xml, PG_SSLMODE=verify-ca",
            "CERTIFICATE_PATH, pom.xml, KAFKA_SECURITY_PROTOCOL=SASL_SSL",
            "CERTIFICATE_PATH, pom.xml, REDIS_SSL=true",
        })
        void usedVariableIsValidated(String variable, String value, String uses) {
            Map<String, String> variables = new HashMap<>(users());
            variables.put(uses.split("=")[0], uses.split("=")[1]);
            variables.put(variable, value);

            assertThat(problems(variables)).singleElement().asString().startsWith(variable + " must ");
        }

        /** As Kubernetes sets it for a Service that is named "kafka", and other leftovers. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "KAFKA_PORT=tcp://10.43.0.7:9092 KAFKA_BOOTSTRAP_SERVERS=a:9092",
                    "KAFKA_HOST=http://a:9092 KAFKA_BOOTSTRAP_SERVERS=a:9092",
                    "PG_PORT=tcp://10.43.0.7:5432 PG_HOST=a:5432,b:5432",
                    "KAFKA_SASL_MECHANISM=GSSAPI KAFKA_SECURITY_PROTOCOL=PLAINTEXT",
                    "KAFKA_TOPIC_PARTITIONS=0 KAFKA_TOPIC_REPLICATION_FACTOR=none",
                    "CERTIFICATE_PATH=/no/such/file PG_SSLMODE=disable REDIS_SSL=false",
                    "CERTIFICATE_PATH=/no/such/file PG_SSLMODE=require REDIS_SSL=false KAFKA_SECURITY_PROTOCOL=PLAINTEXT"
                })
        void unusedVariableIsNotValidated(String variables) {
            Map<String, String> unused = new HashMap<>();
            for (String variable : variables.split(" ")) {
                unused.put(variable.split("=")[0], variable.split("=")[1]);
            }

            assertThat(readWithUser(unused)).isNotNull();
        }

        @Test
        void redisIsNotValidatedWithoutReferenceData() {
            ServiceDescription service = new ServiceDescription("dds-service", "dds", "in", "out", false, false, false);
            Map<String, String> variables = Map.of(
                    "PG_USER",
                    "loader",
                    "REDIS_PORT",
                    "tcp://10.43.0.9:6379",
                    "REDIS_SSL",
                    "on",
                    "REDIS_USERNAME",
                    "a b");

            assertThat(PipelineSettings.read(environment(variables), service).redis())
                    .isEmpty();
        }

        @Test
        void pageIsNotValidatedWithoutOne() {
            ServiceDescription service = new ServiceDescription("dds-service", "dds", "in", "out", false, false, false);
            Map<String, String> variables = Map.of("PG_USER", "loader", "MARTS_PAGE", "off");

            assertThat(PipelineSettings.read(environment(variables), service).martsPage())
                    .isFalse();
        }

        @Test
        void listValidatesOnlyConsumerVariables() {
            Map<String, String> variables = Map.ofEntries(
                    Map.entry(SettingsUse.PROPERTY, "LIST"),
                    Map.entry("SERVER_PORT", "none"),
                    Map.entry("MARTS_PAGE", "off"),
                    Map.entry("JOB_INTERVAL", "never"),
                    Map.entry("BATCH_SIZE", "0"),
                    Map.entry("CONCURRENCY", "0"),
                    Map.entry("KAFKA_GROUP_PROTOCOL", "newest"),
                    Map.entry("PG_HOST", "tcp://db:5432"),
                    Map.entry("PG_PORT", "x"),
                    Map.entry("PG_SSLMODE", "verify-full"),
                    Map.entry("REDIS_HOST", "cache:6379"),
                    Map.entry("REDIS_SSL", "perhaps"),
                    Map.entry("KAFKA_CREATE_TOPICS", "yes"),
                    Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"),
                    Map.entry("CERTIFICATE_PATH", "/missing.pem"));

            assertThat(read(variables).kafka().bootstrapServers()).isEqualTo("localhost:9092");

            Map<String, String> ofKafka = new HashMap<>(variables);
            ofKafka.put("KAFKA_CONSUMER_USERNAME", "reader");
            ofKafka.put("KAFKA_PRODUCER_PASSWORD", "two\nlines");
            assertThat(problems(ofKafka))
                    .containsExactly(
                            "KAFKA_CONSUMER_PASSWORD is missing: the password of 'reader'",
                            "CERTIFICATE_PATH must be a readable PEM file with certificates, was '/missing.pem'");
        }

        @Test
        void dropAndRedriveValidateProducerVariables() {
            Map<String, String> variables = new HashMap<>(Map.of(
                    "SERVER_PORT", "none",
                    "JOB_INTERVAL", "never",
                    "CONCURRENCY", "0",
                    "BATCH_SIZE", "0",
                    "KAFKA_CREATE_TOPICS", "yes",
                    "REDIS_PORT", "x"));

            variables.put(SettingsUse.PROPERTY, "DROP");
            assertThat(problems(variables)).containsExactly("BATCH_SIZE must be an integer from 1 to 100000, was '0'");
            variables.put(SettingsUse.PROPERTY, "REDRIVE");
            assertThat(problems(variables))
                    .extracting(problem -> problem.split(" ")[0])
                    .containsExactly("BATCH_SIZE", "KAFKA_CREATE_TOPICS", "PG_USER", "REDIS_PORT");
        }
    }

    @Nested
    class Tokens {

        private static final String OWN_LOGIN = "sasl.login.callback.handler.class=%s"
                .formatted("org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");

        @Test
        void tokenServerImpliesMechanismAndProtocol() {
            Map<String, String> variables = new HashMap<>(clients());
            variables.put("KAFKA_OAUTH_SCOPE", " orders metrics ");

            assertThat(read(variables).kafka())
                    .returns("SASL_SSL", KafkaSettings::securityProtocol)
                    .returns("OAUTHBEARER", KafkaSettings::saslMechanism)
                    .returns(Optional.of(new Credentials("reader", Secret.of("hidden-1"))), KafkaSettings::consumer)
                    .returns(Optional.of(new Credentials("writer", Secret.of("hidden-2"))), KafkaSettings::producer)
                    .returns(
                            Optional.of(new TokenServer(
                                    URI.create("https://sso/token"), Optional.of("orders metrics"), Optional.empty())),
                            KafkaSettings::tokenServer);
        }

        @Test
        void authoritiesOfTheTokenServerCanBeItsOwn(@TempDir Path folder) throws IOException {
            Path own = certificate(Files.createDirectory(folder.resolve("own")));
            Map<String, String> variables = new HashMap<>(clients());
            variables.put("CERTIFICATE_PATH", certificate(folder).toString());
            variables.put("KAFKA_OAUTH_CERTIFICATE_PATH", own.toString());

            assertThat(read(variables).kafka().tokenServer().orElseThrow().authorities())
                    .contains(own);
            variables.remove("KAFKA_OAUTH_CERTIFICATE_PATH");
            assertThat(read(variables).kafka().tokenServer().orElseThrow().authorities())
                    .contains(Path.of(variables.get("CERTIFICATE_PATH")));
            variables.put("KAFKA_OAUTH_TOKEN_URL", "http://sso/token");
            assertThat(read(variables).kafka().tokenServer().orElseThrow().authorities())
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                KAFKA_OAUTH_TOKEN_URL is missing: the address that issues tokens         | KAFKA_OAUTH_TOKEN_URL=
                KAFKA_OAUTH_TOKEN_URL must be a URL such as https://sso.example.com/oauth2/token, was 'sso/token' | KAFKA_OAUTH_TOKEN_URL=sso/token
                KAFKA_OAUTH_TOKEN_URL must be a URL such as https://sso.example.com/oauth2/token, was 'ftp://a/b' | KAFKA_OAUTH_TOKEN_URL=ftp://a/b
                KAFKA_OAUTH_TOKEN_URL must be a URL without user and password            | KAFKA_OAUTH_TOKEN_URL=https://u:hidden@sso/token
                KAFKA_OAUTH_TOKEN_URL must be a URL without commas                       | KAFKA_OAUTH_TOKEN_URL=https://sso/a,b
                KAFKA_CONSUMER_OAUTH_CLIENT_ID is missing: OAUTHBEARER needs the consumer's client | KAFKA_CONSUMER_OAUTH_CLIENT_ID=
                KAFKA_PRODUCER_OAUTH_CLIENT_SECRET is missing: the secret of 'writer'    | KAFKA_PRODUCER_OAUTH_CLIENT_SECRET=
                KAFKA_PRODUCER_OAUTH_CLIENT_SECRET must be without white space around it | KAFKA_PRODUCER_OAUTH_CLIENT_SECRET='hidden '
                KAFKA_CONSUMER_USERNAME must not be set with KAFKA_SASL_MECHANISM=OAUTHBEARER: set KAFKA_CONSUMER_OAUTH_CLIENT_ID | KAFKA_CONSUMER_USERNAME=a
                KAFKA_PRODUCER_PASSWORD must not be set with KAFKA_SASL_MECHANISM=OAUTHBEARER: set KAFKA_PRODUCER_OAUTH_CLIENT_SECRET | KAFKA_PRODUCER_PASSWORD=hidden
                KAFKA_SASL_MECHANISM must be OAUTHBEARER when KAFKA_OAUTH_TOKEN_URL or   | KAFKA_SASL_MECHANISM=PLAIN
                KAFKA_SECURITY_PROTOCOL must be SASL_SSL or SASL_PLAINTEXT when          | KAFKA_SECURITY_PROTOCOL=SSL
                KAFKA_OAUTH_CERTIFICATE_PATH must be a readable PEM file                 | KAFKA_OAUTH_CERTIFICATE_PATH=/missing.pem
                """)
        void problemNamesTheVariable(String problem, String setting) {
            Map<String, String> variables = new HashMap<>(clients());
            String[] parts = setting.split("=", 2);
            variables.put(parts[0], parts[1].replace("'", ""));

            assertThat(problems(variables))
                    .singleElement()
                    .asString()
                    .startsWith(problem)
                    .doesNotContain("hidden");
        }

        @Test
        void mechanismAloneRequiresAllOthers() {
            assertThat(problems(Map.of("PG_USER", "loader", "KAFKA_SASL_MECHANISM", "OAUTHBEARER")))
                    .extracting(problem -> problem.split(" ")[0])
                    .containsExactly(
                            "KAFKA_CONSUMER_OAUTH_CLIENT_ID",
                            "KAFKA_PRODUCER_OAUTH_CLIENT_ID",
                            "KAFKA_OAUTH_TOKEN_URL");
        }

        @Test
        void mechanismInLowerCaseIsRejected() {
            assertThat(problems(Map.of("PG_USER", "loader", "KAFKA_SASL_MECHANISM", "oauthbearer")))
                    .contains(
                            "KAFKA_SASL_MECHANISM must be one of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN, OAUTHBEARER, was"
                                    + " 'oauthbearer'");
        }

        @Test
        void producersClientIsUnusedByList() {
            Map<String, String> variables = new HashMap<>(clients());
            variables.put(SettingsUse.PROPERTY, "LIST");
            variables.keySet().removeIf(name -> name.startsWith("KAFKA_PRODUCER_"));

            assertThat(read(variables).kafka().producer()).isEmpty();
        }

        @Test
        void callbackHandlersReplaceTheTokenServer() {
            Map<String, String> variables = new HashMap<>(Map.of(
                    "PG_USER", "loader",
                    "KAFKA_SASL_MECHANISM", "OAUTHBEARER",
                    "KAFKA_CONSUMER_PROPERTIES", OWN_LOGIN));
            assertThat(problems(variables))
                    .containsExactly("KAFKA_PRODUCER_PROPERTIES must have sasl.login.callback.handler.class, too:"
                            + " KAFKA_CONSUMER_PROPERTIES has it");

            variables.put("KAFKA_PRODUCER_PROPERTIES", OWN_LOGIN);
            assertThat(read(variables).kafka())
                    .returns("SASL_SSL", KafkaSettings::securityProtocol)
                    .returns(Optional.empty(), KafkaSettings::consumer)
                    .returns(Optional.empty(), KafkaSettings::tokenServer);

            variables.put("KAFKA_OAUTH_TOKEN_URL", "https://sso/token");
            assertThat(problems(variables))
                    .containsExactly("KAFKA_OAUTH_TOKEN_URL must not be set, nor the clients' ids and secrets, beside"
                            + " sasl.login.callback.handler.class");
        }

        @Test
        void summaryContainsTokenServerAndClients() {
            assertThat(read(clients()).summary().get(0))
                    .startsWith(
                            "Kafka localhost:9092, SASL_SSL, OAUTHBEARER, consumer's user reader, producer's user writer,"
                                    + " tokens of https://sso/token: group")
                    .doesNotContain("hidden");
        }
    }

    @Nested
    class Properties {

        @Test
        void linesArePropertiesOfTheClient() {
            KafkaSettings kafka = readWithUser(Map.of(
                            "KAFKA_CONSUMER_PROPERTIES",
                            "\n# rack\n client.rack = eu-1a \n\nmy.plugin.token=a=b\r\nfetch.min.bytes=1",
                            "KAFKA_PRODUCER_PROPERTIES",
                            "compression.type=lz4"))
                    .kafka();

            assertThat(kafka.consumerProperties().values())
                    .containsOnly(
                            Map.entry("client.rack", "eu-1a"),
                            Map.entry("my.plugin.token", "a=b"),
                            Map.entry("fetch.min.bytes", "1"));
            assertThat(kafka.producerProperties().values()).containsOnly(Map.entry("compression.type", "lz4"));
            assertThat(readWithUser(Map.of("PG_PROPERTIES", "gssEncMode=disable"))
                            .postgres()
                            .properties()
                            .values())
                    .containsOnly(Map.entry("gssEncMode", "disable"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                KAFKA_CONSUMER_PROPERTIES | enable.auto.commit=true     | offsets are committed by the loop alone
                KAFKA_CONSUMER_PROPERTIES | isolation.level=x           | aborted transactions must not be consumed
                KAFKA_CONSUMER_PROPERTIES | session.timeout.ms=6000     | who owns a partition
                KAFKA_CONSUMER_PROPERTIES | group.id=other              | set KAFKA_CONSUMER_GROUP
                KAFKA_CONSUMER_PROPERTIES | group.protocol=consumer     | set KAFKA_GROUP_PROTOCOL
                KAFKA_CONSUMER_PROPERTIES | heartbeat.interval.ms=1000  | who owns a partition
                KAFKA_CONSUMER_PROPERTIES | partition.assignment.strategy=a | all replicas of a group need the same
                KAFKA_CONSUMER_PROPERTIES | group.remote.assignor=range | all replicas of a group need the same
                KAFKA_CONSUMER_PROPERTIES | group.instance.id=a         | who owns a partition
                KAFKA_CONSUMER_PROPERTIES | check.crcs=false            | corrupted records
                KAFKA_CONSUMER_PROPERTIES | interceptor.classes=no.Such | the class path has no no.Such
                KAFKA_CONSUMER_PROPERTIES | sasl.login.callback.handler.class=no.Such | the class path has no no.Such
                KAFKA_PRODUCER_PROPERTIES | sasl.oauthbearer.scope=a    | set KAFKA_OAUTH_SCOPE
                KAFKA_CONSUMER_PROPERTIES | fetch.min.bytes=few         | fetch.min.bytes: its value is invalid: int
                KAFKA_CONSUMER_PROPERTIES | fetch.min.bytes             | a line has no name and '='
                KAFKA_CONSUMER_PROPERTIES | =1                          | a line has no name and '='
                KAFKA_CONSUMER_PROPERTIES | ssl.endpoint.identification.algorithm= | host names are always verified
                KAFKA_PRODUCER_PROPERTIES | acks=1                      | acks: no record may be lost or reordered
                KAFKA_PRODUCER_PROPERTIES | enable.idempotence=false    | no record may be lost or reordered
                KAFKA_PRODUCER_PROPERTIES | transactional.id=a          | no transactions of Kafka
                PG_PROPERTIES             | targetServerType=any        | the primary is used
                PG_PROPERTIES             | gssEncryptionMode=disable   | the driver has no property of this name
                PG_PROPERTIES             | gssEncMode=nonsense         | its value must be one of
                PG_PROPERTIES             | options=-c search_path=x    | sessions have no state
                """)
        void reservedAndInvalidPropertiesAreReported(String variable, String line, String reason) {
            assertThat(problems(Map.of("PG_USER", "loader", variable, line)))
                    .singleElement()
                    .asString()
                    .startsWith(variable + " must be lines of name=value")
                    .contains(reason);
        }

        @Test
        void valuesAreNeverPrinted() {
            assertThat(problems(Map.of(
                            "PG_USER", "loader", "KAFKA_CONSUMER_PROPERTIES", "ssl.key.password=hidden\nacks.hidden")))
                    .singleElement()
                    .asString()
                    .doesNotContain("hidden");
            assertThat(readWithUser(Map.of("KAFKA_PRODUCER_PROPERTIES", "ssl.key.password=hidden")))
                    .asString()
                    .contains("ssl.key.password")
                    .doesNotContain("hidden");
        }
    }

    @Nested
    class Output {

        @Test
        void passwordsAreNotPrinted() {
            Map<String, String> variables = new HashMap<>(Map.of(
                    "PG_USER", "loader",
                    "PG_PASSWORD", "hidden-1",
                    "REDIS_PASSWORD", "hidden-2",
                    "KAFKA_CONSUMER_USERNAME", "reader",
                    "KAFKA_CONSUMER_PASSWORD", "hidden-3",
                    "KAFKA_PRODUCER_USERNAME", "writer",
                    "KAFKA_PRODUCER_PASSWORD", "hidden-4"));
            PipelineSettings settings = read(variables);
            assertThat(settings.toString())
                    .contains("reader", "writer", "loader")
                    .doesNotContain("hidden");
            assertThat(settings.kafka().consumer().toString()).doesNotContain("hidden");

            variables.put("BATCH_SIZE", "none");
            variables.remove("PG_USER");
            variables.remove("KAFKA_CONSUMER_USERNAME");
            assertThat(failure(variables))
                    .hasMessageContaining("KAFKA_CONSUMER_USERNAME")
                    .hasMessageNotContaining("hidden");
        }

        @Test
        void variablesListsEveryVariable() {
            Set<String> read = new TreeSet<>();
            for (Map<String, String> variables : List.of(
                    Map.of("KAFKA_CREATE_TOPICS", "true", "KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "PG_USER", "loader"),
                    Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:9092", "PG_USER", "loader"),
                    Map.of("KAFKA_OAUTH_TOKEN_URL", "https://sso/token"),
                    Map.of(
                            "KAFKA_CLIENT_KEY_PATH", "key.pem",
                            "PG_CLIENT_KEY_PATH", "key.pem",
                            "REDIS_CLIENT_KEY_PATH", "key.pem"),
                    Map.of("KAFKA_CONSUMER_CLIENT_KEY_PATH", "key.pem", "KAFKA_PRODUCER_CLIENT_KEY_PATH", "key.pem"),
                    Map.of("REDIS_SENTINELS", "a"))) {
                MockEnvironment environment = new MockEnvironment();
                environment.getPropertySources().addFirst(new PropertySource<>("listening", new Object()) {
                    @Override
                    public Object getProperty(String name) {
                        read.add(name);
                        return variables.get(name);
                    }
                });
                try {
                    PipelineSettings.read(environment, SERVICE);
                } catch (InvalidSettingsException e) {
                    // The users of Kafka are missing; all variables are read nevertheless.
                }
            }

            read.remove(SettingsUse.PROPERTY);
            Set<String> known = new TreeSet<>(PipelineSettings.variables());
            known.addAll(PipelineSettings.secretFileVariables());
            assertThat(read).isEqualTo(known);
        }

        @Test
        void summaryContainsServersAndUsersButNoPassword() {
            Map<String, String> variables = new HashMap<>(users());
            variables.putAll(
                    Map.of("REDIS_USERNAME", "looker", "REDIS_PASSWORD", "hidden-3", "PG_PASSWORD", "hidden-4"));

            assertThat(read(variables).summary())
                    .contains(MemoryBudget.ofThisProcess(1).summary())
                    .startsWith(
                            "Kafka localhost:9092, SASL_SSL, SCRAM-SHA-512, consumer's user reader, producer's user writer: group"
                                    + " stg-service, source topic order-service_orders, destination topic stg-service-orders,"
                                    + " dead letters order-service_orders.dlq",
                            "PostgreSQL localhost:5432, sslmode prefer: database dwh, user loader",
                            "Redis localhost:6379, no TLS: user looker");
        }
    }

    /** Of Kafka and PostgreSQL. */
    private static Map<String, String> users() {
        return Map.of(
                "PG_USER", "loader",
                "KAFKA_CONSUMER_USERNAME", "reader",
                "KAFKA_CONSUMER_PASSWORD", "hidden-1",
                "KAFKA_PRODUCER_USERNAME", "writer",
                "KAFKA_PRODUCER_PASSWORD", "hidden-2");
    }

    /** The same, with tokens instead of users of Kafka. */
    private static Map<String, String> clients() {
        return Map.of(
                "PG_USER", "loader",
                "KAFKA_OAUTH_TOKEN_URL", "https://sso/token",
                "KAFKA_CONSUMER_OAUTH_CLIENT_ID", "reader",
                "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET", "hidden-1",
                "KAFKA_PRODUCER_OAUTH_CLIENT_ID", "writer",
                "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET", "hidden-2");
    }

    private static PipelineSettings readWithUser(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("PG_USER", "loader");
        return read(all);
    }

    private static PipelineSettings read(Map<String, String> variables) {
        return PipelineSettings.read(environment(variables), SERVICE);
    }

    private static InvalidSettingsException failure(Map<String, String> variables) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> read(variables));
    }

    private static List<String> problems(Map<String, String> variables) {
        return failure(variables).problems();
    }

    private static Path certificate(Path folder) throws IOException {
        String pem = new HeldCertificate.Builder().build().certificatePem();
        return Files.writeString(folder.resolve("ca.pem"), pem);
    }

    private static MockEnvironment environment(Map<String, String> variables) {
        MockEnvironment environment = new MockEnvironment();
        variables.forEach(environment::setProperty);
        return environment;
    }
}
