package dev.orderpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class PipelineSettingsTest {

    private static final ServiceDescription SERVICE =
            new ServiceDescription("stg-service", "stg", "order-service_orders", "stg-service-orders", false);

    @Test
    void onlyTheDatabaseUserIsRequired() {
        PipelineSettings settings = read(Map.of("PG_USER", "loader"));

        assertThat(settings)
                .isEqualTo(new PipelineSettings(
                        new LoopSettings(Duration.ofSeconds(1), 500, 1),
                        new KafkaSettings(
                                "localhost:9092",
                                "PLAINTEXT",
                                "SCRAM-SHA-512",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                new TopicSettings(
                                        "stg-service",
                                        "order-service_orders",
                                        "stg-service-orders",
                                        "order-service_orders.dlq",
                                        false,
                                        Optional.empty(),
                                        Optional.empty())),
                        new PostgresSettings(
                                "localhost:5432", "dwh", "loader", Optional.empty(), "prefer", Optional.empty()),
                        new RedisSettings(
                                "localhost", 6379, Optional.empty(), Optional.empty(), false, Optional.empty()),
                        5000));
    }

    @Test
    void everyVariableIsTaken(@TempDir Path folder) throws IOException {
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
                Map.entry("REDIS_SSL", "false"),
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
                Map.entry("SERVER_PORT", "8080")));

        assertThat(settings)
                .isEqualTo(new PipelineSettings(
                        new LoopSettings(Duration.ofMillis(500), 50, 4),
                        new KafkaSettings(
                                "broker:9091",
                                "SASL_PLAINTEXT",
                                "SCRAM-SHA-256",
                                Optional.of(new Credentials("reader", "reader's secret")),
                                Optional.of(new Credentials("writer", "writer's secret")),
                                Optional.of(certificate),
                                new TopicSettings(
                                        "loaders", "in", "out", "bad", true, Optional.of(12), Optional.of((short) 3))),
                        new PostgresSettings(
                                "database:6432",
                                "warehouse",
                                "loader",
                                Optional.of("loader's secret"),
                                "require",
                                Optional.of(certificate)),
                        new RedisSettings(
                                "cache",
                                6380,
                                Optional.of("looker"),
                                Optional.of("looker's secret"),
                                false,
                                Optional.of(certificate)),
                        8080));
    }

    @Test
    void severalBrokersWinOverTheOne() {
        Map<String, String> variables = Map.of("KAFKA_HOST", "one", "KAFKA_BOOTSTRAP_SERVERS", "a:9091,b:9092");

        assertThat(readWithUser(variables).kafka().bootstrapServers()).isEqualTo("a:9091,b:9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KAFKA_CONSUMER", "KAFKA_PRODUCER"})
    void kafkaUserImpliesEncryption(String role) {
        SettingsReader reader =
                new SettingsReader(environment(Map.of(role + "_USERNAME", "someone", role + "_PASSWORD", "secret"))
                        .getPropertySources());

        assertThat(KafkaSettings.read(reader, SERVICE, Optional.empty()).securityProtocol())
                .isEqualTo("SASL_SSL");
    }

    @Test
    void certificateImpliesVerifiedEncryption(@TempDir Path folder) throws IOException {
        Path certificate = certificate(folder);

        PipelineSettings settings = readWithUser(Map.of("CERTIFICATE_PATH", certificate.toString()));

        assertThat(settings.postgres().sslMode()).isEqualTo("verify-full");
        assertThat(settings.redis().ssl()).isTrue();
    }

    @Test
    void deadLetterTopicFollowsTheSourceTopic() {
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
                "[::1],[::2]:5433 | [::1]:6432,[::2]:5433"
            })
    void databaseHostsWithoutPortGetTheCommonOne(String hosts, String expected) {
        assertThat(readWithUser(Map.of("PG_HOST", hosts, "PG_PORT", "6432"))
                        .postgres()
                        .hosts())
                .isEqualTo(expected);
    }

    @Test
    void blankVariablesCountAsMissing() {
        Map<String, String> blank = new HashMap<>();
        Stream.of("KAFKA_HOST", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_CONSUMER_USERNAME", "KAFKA_DLQ_TOPIC", "REDIS_PORT")
                .forEach(name -> blank.put(name, " "));
        Stream.of("PG_PASSWORD", "CERTIFICATE_PATH", "JOB_INTERVAL", "BATCH_SIZE", "KAFKA_TOPIC_PARTITIONS")
                .forEach(name -> blank.put(name, ""));

        assertThat(readWithUser(blank)).isEqualTo(readWithUser(Map.of()));
        assertThat(problems(Map.of("PG_USER", " "))).containsExactly("PG_USER is missing: the PostgreSQL user");
    }

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
        "KAFKA_SASL_MECHANISM, GSSAPI",
        "KAFKA_SOURCE_TOPIC, two words",
        "KAFKA_DESTINATION_TOPIC, a/b",
        "KAFKA_DLQ_TOPIC, наказ",
        "KAFKA_CREATE_TOPICS, yes",
        "KAFKA_TOPIC_PARTITIONS, 0",
        "KAFKA_TOPIC_REPLICATION_FACTOR, 40000",
        "REDIS_PORT, -1",
        "REDIS_SSL, on",
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
        "SERVER_PORT, 99999"
    })
    void wrongValueIsNamedWithItsVariable(String variable, String value) {
        assertThat(problems(Map.of("PG_USER", "loader", variable, value)))
                .first()
                .asString()
                .startsWith(variable + " must ");
    }

    @Test
    void oneMessageNamesAllThatIsWrong() {
        InvalidSettingsException failure = failure(Map.of(
                "KAFKA_PORT", "x",
                "BATCH_SIZE", "0",
                "JOB_INTERVAL", "never",
                "PG_SSLMODE", "yes",
                "SERVER_PORT", "0"));

        assertThat(failure)
                .hasMessageContaining("KAFKA_PORT must be a whole number from 1 to 65535, was 'x'")
                .hasMessageContaining("BATCH_SIZE must be a whole number from 1 to 100000, was '0'")
                .hasMessageContaining("JOB_INTERVAL must be a duration")
                .hasMessageContaining("PG_SSLMODE must be one of disable, allow, prefer")
                .hasMessageContaining("SERVER_PORT must be")
                .hasMessageContaining("PG_USER is missing");
        assertThat(failure.problems()).hasSize(6);
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
                "REDIS_PASSWORD is missing: the password of 'a' | REDIS_USERNAME=a"
            })
    void contradictionIsNamed(String problem, String variables) {
        Map<String, String> contradictory = new HashMap<>(Map.of("PG_USER", "loader"));
        for (String variable : variables.split(" ")) {
            contradictory.put(variable.split("=")[0], variable.split("=")[1]);
        }

        assertThat(problems(contradictory)).anyMatch(actual -> actual.startsWith(problem));
    }

    @Test
    void passwordsAreNeverPrinted() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "PG_USER", "loader",
                "PG_PASSWORD", "hidden-1",
                "REDIS_PASSWORD", "hidden-2",
                "KAFKA_CONSUMER_USERNAME", "reader",
                "KAFKA_CONSUMER_PASSWORD", "hidden-3",
                "KAFKA_PRODUCER_USERNAME", "writer",
                "KAFKA_PRODUCER_PASSWORD", "hidden-4"));
        PipelineSettings settings = read(variables);
        assertThat(settings.toString()).contains("reader", "writer", "loader").doesNotContain("hidden");
        assertThat(settings.kafka().consumer().toString()).doesNotContain("hidden");

        variables.put("BATCH_SIZE", "none");
        variables.remove("PG_USER");
        variables.remove("KAFKA_CONSUMER_USERNAME");
        assertThat(failure(variables))
                .hasMessageContaining("KAFKA_CONSUMER_USERNAME")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"se${cret}", "${PG_USER}", "${", "#{1}", "back\\${slash}", " spaces ", "a:b@c/d?e"})
    void passwordIsTakenAsItIs(String password) {
        assertThat(readWithUser(Map.of("PG_PASSWORD", password)).postgres().password())
                .contains(password);
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
