package dev.orderpipeline.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.TestKafkaSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.postgres.PostgresDataSource;
import dev.orderpipeline.testing.secured.LocalSecurity;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and user names with any characters; Redis has a test of its own. */
class CredentialsIT {

    private static SecuredStack stack;
    private static LocalSecurity users;

    @BeforeAll
    static void startStack() {
        stack = SecuredStack.start();
        users = stack.security();
    }

    @AfterAll
    static void stopStack() {
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                " in spaces ",
                "a\tb\u0001c",
                "quo\"te'd\"",
                "back\\slash\\",
                "\\\"; org.example.Module required x=\"",
                "semi;colon,equals=",
                "$dollar ${x} #{y} %s %20 ${env:HOME}",
                "тайна",
                "ﬁ\u00A0Å\u00AD",
                "🔑",
                "@:/?#[]&+"
            })
    void passwordIsPassedUnchanged(String password) {
        User reader = users.kafkaConsumer();
        stack.kafka().setPassword(reader, password);
        awaitAccepted(new Credentials(reader.name(), Secret.of(password)));
        assertThat(reason("SCRAM-SHA-512", new Credentials(reader.name(), Secret.of(password + "x"))))
                .contains("check KAFKA_CONSUMER_USERNAME and KAFKA_CONSUMER_PASSWORD")
                .doesNotContain(password + "x");

        User loader = users.postgres();
        stack.postgres().setPassword(loader, password);
        assertThat(reason(loader.name(), password)).isEmpty();
        assertThat(reason(loader.name(), password + "x"))
                .contains("check PG_USER and PG_PASSWORD")
                .doesNotContain(password + "x");
    }

    @Test
    void plainMechanismPassesPasswordUnchanged() {
        User writer = users.kafkaProducer();

        assertThat(reason("PLAIN", new Credentials(writer.name(), Secret.of(writer.password()))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "a=b,c", "apo'strophe", "back\\slash", "user@example.org", "${x}"})
    void userNameIsPassedUnchanged(String name) {
        stack.kafka().setPassword(new User(name, "secret"), "secret");
        stack.postgres().setPassword(new User(name, "secret"), "secret");

        awaitAccepted(new Credentials(name, Secret.of("secret")));
        assertThat(reason(name, "secret")).isEmpty();
    }

    /** The client parses a TLS alert as a response of 352 MB. */
    @Test
    void plaintextClientOnTlsListenerIsReported() {
        KafkaSettings settings =
                TestKafkaSettings.plaintext(stack.kafka().securedServers(), TestKafkaSettings.NO_TOPICS);
        try (KafkaClients clients =
                new KafkaClients(settings, Timeouts.DEFAULT, 1, MemoryBudget.ofThisProcess(1), "plain")) {
            assertThat(Reason.of(catchThrowable(clients::consumerAdmin)))
                    .isEqualTo(
                            "Kafka NotKafkaException: %s takes TLS only: set KAFKA_SECURITY_PROTOCOL to SSL or SASL_SSL"
                                    .formatted(stack.kafka().securedServers()));
        }
    }

    /** The controller acknowledges a password before the broker applies it. */
    private static void awaitAccepted(Credentials credentials) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(reason("SCRAM-SHA-512", credentials))
                .isEmpty());
    }

    private static String reason(String mechanism, Credentials credentials) {
        KafkaSettings settings = TestKafkaSettings.secured(stack, mechanism, credentials);
        try (KafkaClients clients =
                        new KafkaClients(settings, Timeouts.DEFAULT, 1, MemoryBudget.ofThisProcess(1), "credentials");
                Admin admin = clients.consumerAdmin()) {
            Throwable failure =
                    catchThrowable(() -> admin.describeCluster().nodes().get());
            return failure == null ? "" : Reason.of(KafkaUser.CONSUMER.explain((KafkaException) failure.getCause()));
        }
    }

    private static String reason(String user, String password) {
        PostgresSettings settings = new PostgresSettings(
                "localhost:" + stack.postgres().port(),
                "postgres",
                user,
                Optional.of(Secret.of(password)),
                "verify-full",
                TlsFiles.ofAuthorities(users.certificates().authority()),
                ClientProperties.NONE);
        try (HikariDataSource dataSource = PostgresDataSource.create(settings, "credentials", 1)) {
            Throwable failure = catchThrowable(() -> dataSource.getConnection().close());
            return failure == null ? "" : Reason.of(failure);
        }
    }
}
