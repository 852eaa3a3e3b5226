package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.TestOrder;
import dev.orderpipeline.testing.secured.LocalSecurity;
import dev.orderpipeline.testing.secured.LocalTokenServer;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A broker that demands tokens, and verifies them with the keys of a token server. */
@ExtendWith(OutputCaptureExtension.class)
class TokensIT {

    private static final int SECRET_LENGTH = 16;
    private static final TestOrder ORDER = TestOrder.of(1);
    private static final Duration SHORT_LIFETIME = Duration.ofSeconds(12);
    private static final String EARLY_RENEWAL = "sasl.login.refresh.window.factor=0.5";

    private static SecuredStack stack;
    private static LocalSecurity users;
    private static LocalTokenServer tokenServer;

    private Workspace workspace;
    private Map<String, String> variables;

    @BeforeAll
    static void startStack() {
        stack = SecuredStack.startWithTokens();
        users = stack.security();
        tokenServer = stack.tokenServer();
    }

    @AfterAll
    static void stopStack() {
        stack.close();
        tokenServer.close();
    }

    @BeforeEach
    void createWorkspace() {
        stack.redis().set(ORDER.referenceData());
        workspace = Workspace.create(stack);
        for (String topic : List.of("orders", "orders.dlq", "enriched")) {
            workspace.createTopic(topic, 1);
        }
        stack.allow(workspace, "orders", "enriched");
        sendOrder();
        variables = workspace.variables("orders", "enriched");
        tokenServer.setLifetime(Duration.ofMinutes(5));
        tokenServer.setAudience(LocalTokenServer.AUDIENCE);
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    /** The broker closes connections whose token has expired. */
    @Test
    void tokensAreRenewedBeforeTheyExpire(CapturedOutput output) {
        expireSoon();
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service, 1);
            int issued = tokenServer.issued();
            eventually().until(() -> tokenServer.issued() >= issued + 4);
            sendOrder();
            awaitProcessed(service, 2);
        }
        assertQuiet(output);
        assertThat(output).doesNotContain("RejectedUserException", "TokenServerException", "No new token");
    }

    @Test
    void rejectedClientsAreReportedUntilTheirSecretsAreReplaced(@TempDir Path folder, CapturedOutput output)
            throws IOException {
        Map<String, String> secrets = Map.of(
                "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET", users.kafkaConsumer().password(),
                "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET", users.kafkaProducer().password());
        for (String secret : secrets.keySet()) {
            variables.remove(secret);
            variables.put(
                    secret + "_FILE",
                    Files.writeString(folder.resolve(secret), "of yesterday\n").toString());
        }
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            for (String role : List.of("consumer", "producer")) {
                String secret = "KAFKA_%s_OAUTH_CLIENT_SECRET".formatted(role.toUpperCase());
                String advice =
                        "(status 401, {\"invalid_client\" - \"unknown client or secret\"}): the token server rejects the"
                                + " %s's client: check ".formatted(role);
                awaitLine(output, service, advice);
                service.awaitDown("kafka", advice.replace("\\", ""), secret);
                Files.writeString(folder.resolve(secret), secrets.get(secret) + "\n");
            }
            awaitProcessed(service, 1);
        }
        assertQuiet(output);
    }

    /** A secret that is changed while the service runs needs no restart. */
    @Test
    void changedSecretIsUsedForTheNextToken(@TempDir Path folder, CapturedOutput output) throws IOException {
        String client = users.kafkaConsumer().name();
        Path file = Files.writeString(
                folder.resolve("secret"), users.kafkaConsumer().password());
        variables.remove("KAFKA_CONSUMER_OAUTH_CLIENT_SECRET");
        variables.put("KAFKA_CONSUMER_OAUTH_CLIENT_SECRET_FILE", file.toString());
        expireSoon();
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service, 1);
            Files.writeString(file, "another");
            tokenServer.setSecret(client, "another");
            int issued = tokenServer.issued();
            eventually().until(() -> tokenServer.issued() >= issued + 4);
            sendOrder();
            awaitProcessed(service, 2);
        } finally {
            tokenServer.setSecret(client, users.kafkaConsumer().password());
        }
        assertQuiet(output);
    }

    @Test
    void unreachableTokenServerIsAnOutage(CapturedOutput output) {
        tokenServer.stop();
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "no token from " + tokenServer.url());
            service.awaitDown("kafka", "no token from " + tokenServer.url(), "check KAFKA_OAUTH_TOKEN_URL");
            tokenServer.start();
            awaitProcessed(service, 1);
        } finally {
            tokenServer.stop();
            tokenServer.start();
        }
        assertQuiet(output);
    }

    @Test
    void outageOfTheTokenServerIsReportedWhenTheTokenHasExpired(CapturedOutput output) {
        expireSoon();
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service, 1);
            tokenServer.stop();
            sendOrder();
            service.awaitDown("kafka", "no token from " + tokenServer.url(), "check KAFKA_OAUTH_TOKEN_URL");
            assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
            tokenServer.start();
            sendOrder();
            awaitProcessed(service, 3);
        } finally {
            tokenServer.stop();
            tokenServer.start();
        }
        assertThat(output).contains("No new token of the consumer: no token from " + tokenServer.url());
        // An outage can outlast the session.
        assertQuiet(output, "Partitions lost: ");
    }

    /** No interrupt ends it. */
    @Test
    void shutdownAwaitsTheRequestForAToken(CapturedOutput output) throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            silent.setSoTimeout(Math.toIntExact(Duration.ofMinutes(1).toMillis()));
            variables.put("KAFKA_OAUTH_TOKEN_URL", "https://localhost:%d/token".formatted(silent.getLocalPort()));
            RunningService service = RunningService.start(StgApplication.class, variables);
            Socket request = silent.accept();
            service.close();
            request.close();
        }
        assertThat(output).doesNotContain("did not end in time");
    }

    @Test
    void tokenThatTheBrokerRejectsIsReported(CapturedOutput output) {
        tokenServer.setAudience("another");
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "the brokers reject the consumer's token, ");
            service.awaitDown("kafka", "check KAFKA_OAUTH_TOKEN_URL, KAFKA_CONSUMER_OAUTH_CLIENT_ID");
        }
        assertQuiet(output);
    }

    @Test
    void authorityOfTheTokenServerIsItsOwn(CapturedOutput output) {
        variables.put(
                "KAFKA_OAUTH_CERTIFICATE_PATH",
                users.certificates().foreignAuthority().toString());
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            String advice =
                    "the certificate of the token server is not signed by a CA in the PEM file: check CERTIFICATE_PATH"
                            + " or KAFKA_OAUTH_CERTIFICATE_PATH";
            awaitLine(output, service, advice);
            service.awaitDown("kafka", advice);
        }
        assertQuiet(output);
    }

    @Test
    void deadLettersUseTheConsumersToken() {
        variables.keySet().removeIf(name -> name.startsWith("KAFKA_PRODUCER_OAUTH_"));
        stack.kafka().allow(users.kafkaConsumer(), TOPIC, workspace.topic("orders.dlq"), READ);
        stack.kafka().allow(users.kafkaConsumer(), GROUP, workspace.topic("orders.readers.redrive"), READ);

        assertThat(deadLetters().out()).startsWith("pending: 0\n");

        variables.put("KAFKA_CONSUMER_OAUTH_CLIENT_SECRET", "wrong");
        assertThat(deadLetters().err())
                .contains("the token server rejects the consumer's client: check KAFKA_CONSUMER_OAUTH_CLIENT_ID")
                .doesNotContain("Retrying");
    }

    private CommandRun deadLetters() {
        return CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, "list");
    }

    /** As jars of cloud providers have it. */
    @Test
    void tokensCanComeOfACallbackHandlerAmongTheProperties() {
        variables.keySet().removeIf(name -> name.contains("_OAUTH_"));
        for (String role : List.of("CONSUMER", "PRODUCER")) {
            variables.put(
                    "KAFKA_%s_PROPERTIES".formatted(role),
                    "sasl.login.callback.handler.class=" + OwnTokens.class.getName());
        }
        for (String topic : List.of("enriched", "orders.dlq")) {
            stack.kafka().allow(users.kafkaConsumer(), TOPIC, workspace.topic(topic), WRITE);
        }
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service, 1);
        }
    }

    /** Public, because Kafka's client creates it by its name. */
    public static final class OwnTokens implements AuthenticateCallbackHandler {

        private final ClientJwtValidator parser = new ClientJwtValidator();

        @Override
        public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
            parser.configure(configs, mechanism, jaasEntries);
        }

        @Override
        public void handle(Callback[] callbacks) {
            for (Callback callback : callbacks) {
                if (callback instanceof OAuthBearerTokenCallback token) {
                    token.token(parser.validate(
                            tokenServer.token(users.kafkaConsumer().name())));
                }
            }
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** A busy machine renews them in time as well: half of their lifetime before the end. */
    private void expireSoon() {
        tokenServer.setLifetime(SHORT_LIFETIME);
        variables.put("KAFKA_CONSUMER_PROPERTIES", EARLY_RENEWAL);
        variables.put("KAFKA_PRODUCER_PROPERTIES", EARLY_RENEWAL);
    }

    private void sendOrder() {
        stack.kafka().send(Records.of(workspace.topic("orders"), ORDER.event()));
    }

    private static void awaitLine(CapturedOutput output, RunningService service, String advice) {
        eventually()
                .until(() -> warnings(output).anyMatch(line -> line.contains("Retrying in ") && line.contains(advice)));
        assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
        assertThat(service.get("/health/readiness").statusCode()).isEqualTo(503);
    }

    private void awaitProcessed(RunningService service, int records) {
        eventually().until(() -> workspace.isDrained("orders"));
        service.awaitReady();
        assertThat(stack.kafka().readAll(workspace.topic("enriched"))).hasSize(records);
        assertThat(stack.kafka().readAll(workspace.topic("orders.dlq"))).isEmpty();
    }

    /** No stack trace, no secret, and no warnings but one per attempt, per change of readiness and per failure to renew. */
    private static void assertQuiet(CapturedOutput output, String... alsoExpected) {
        assertThat(output.getAll())
                .doesNotContain("\tat ")
                .doesNotContain(users.passwords().stream()
                        .map(password -> password.substring(0, SECRET_LENGTH))
                        .toList());
        assertThat(warnings(output)
                        .filter(line -> !line.contains("Retrying in ")
                                && !line.contains(" unavailable, not ready: ")
                                && !line.contains("No new token of the ")
                                && Stream.of(alsoExpected).noneMatch(line::contains)))
                .isEmpty();
    }

    private static Stream<String> warnings(CapturedOutput output) {
        return output.getOut().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
}
