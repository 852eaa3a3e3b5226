package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Passwords in the chart's own Secret and in existing ones, as variables and as files. */
class SecretFilesTest {

    private static final Chart STG = new Chart("stg-service");

    private static final String[] FROM_EXISTING = {
        "existingSecrets.PG_PASSWORD.secret=loader",
        "existingSecrets.PG_PASSWORD.key=password",
        "existingSecrets.REDIS_PASSWORD.secret=looker"
    };

    @Test
    void existingSecretsAreVariables() {
        List<Map<String, Object>> objects = render(FROM_EXISTING);

        assertThat(Fields.values(ChartTest.only(objects, "Deployment"), "env"))
                .containsExactly(List.of(
                        Map.of("name", "PG_PASSWORD", "valueFrom", keyOf("loader", "password")),
                        Map.of("name", "REDIS_PASSWORD", "valueFrom", keyOf("looker", "REDIS_PASSWORD"))));
        assertThat(objects).asString().doesNotContain("_FILE", "mountPath=/secrets");
    }

    /** The variables of both name the same variable: a server-side apply would reject two of a name. */
    @Test
    void extraVariableTakesPrecedence() {
        assertThat(Fields.values(
                        ChartTest.only(
                                render(with(FROM_EXISTING, "extraEnv[0].name=PG_PASSWORD", "extraEnv[0].value=own")),
                                "Deployment"),
                        "env"))
                .singleElement()
                .asString()
                .containsOnlyOnce("name=PG_PASSWORD")
                .contains("value=own");
    }

    /** A service rejects a password that is set as a variable and as a file. */
    @Test
    void extraVariableTakesPrecedenceOverFile() {
        List<Map<String, Object>> objects = render(
                with(FROM_EXISTING, "secrets.asFiles=true", "extraEnv[0].name=PG_PASSWORD", "extraEnv[0].value=own"));

        assertThat(variables(objects)).containsKey("REDIS_PASSWORD_FILE").doesNotContainKey("PG_PASSWORD_FILE");
        assertThat(sources(ChartTest.only(objects, "Deployment")))
                .containsExactly(projected("looker", "REDIS_PASSWORD", "REDIS_PASSWORD"));
    }

    /** Kubernetes does not update a file that is mounted by a subPath. */
    @Test
    void everyPodOfTheImageMountsThem() {
        List<Map<String, Object>> objects = render(with(FROM_EXISTING, "secrets.asFiles=true", "redrive.enabled=true"));

        assertThat(KubernetesObjects.pods(objects)).hasSize(2).allSatisfy(pod -> {
            assertThat(sources(pod))
                    .containsExactly(
                            projected("loader", "password", "PG_PASSWORD"),
                            projected("looker", "REDIS_PASSWORD", "REDIS_PASSWORD"));
            assertThat(Fields.values(pod, "volumeMounts"))
                    .singleElement()
                    .asString()
                    .contains("{name=secrets, mountPath=/secrets, readOnly=true}")
                    .doesNotContain("subPath");
            assertThat(Fields.values(pod, "env")).isEmpty();
        });
        assertThat(variables(objects))
                .containsEntry("PG_PASSWORD_FILE", "/secrets/PG_PASSWORD")
                .containsEntry("REDIS_PASSWORD_FILE", "/secrets/REDIS_PASSWORD")
                .doesNotContainKey("KAFKA_CONSUMER_PASSWORD_FILE");
    }

    @Test
    void ownSecretIsMountedToo() {
        String[] settings = {"secrets.asFiles=true", "secrets.PG_PASSWORD=first"};
        Map<String, Object> deployment = ChartTest.only(render(settings), "Deployment");

        assertThat(sources(deployment)).containsExactly(projected("orders-stg-service", "PG_PASSWORD", "PG_PASSWORD"));
        assertThat(deployment).asString().doesNotContain("secretRef");
        assertThat(variables(render(settings))).containsEntry("PG_PASSWORD_FILE", "/secrets/PG_PASSWORD");
    }

    @Test
    void changedFileKeepsThePods() {
        assertThat(ChartTest.only(render("secrets.asFiles=true", "secrets.PG_PASSWORD=first"), "Deployment"))
                .isEqualTo(ChartTest.only(render("secrets.asFiles=true", "secrets.PG_PASSWORD=second"), "Deployment"));
    }

    @Test
    void existingSecretPrecedesValueAndOwnOnePrecedesGlobalOne() {
        assertThat(sources(ChartTest.only(
                        render(
                                "global.secrets.asFiles=true",
                                "global.existingSecrets.PG_PASSWORD.secret=of-all",
                                "global.existingSecrets.REDIS_PASSWORD.secret=of-all",
                                "global.existingSecrets.KAFKA_CONSUMER_PASSWORD.secret=of-all",
                                "existingSecrets.PG_PASSWORD.secret=of-stg",
                                "secrets.PG_PASSWORD=in-values",
                                "secrets.REDIS_PASSWORD=in-values"),
                        "Deployment")))
                .containsExactlyInAnyOrder(
                        projected("of-all", "KAFKA_CONSUMER_PASSWORD", "KAFKA_CONSUMER_PASSWORD"),
                        projected("of-stg", "PG_PASSWORD", "PG_PASSWORD"),
                        projected("orders-stg-service", "REDIS_PASSWORD", "REDIS_PASSWORD"));
        assertThat(render("global.secrets.asFiles=true", "secrets.asFiles=false", "secrets.PG_PASSWORD=a"))
                .asString()
                .doesNotContain("_FILE");
    }

    @Test
    void serviceMountsItsPasswordsAlone() {
        assertThat(Chart.PIPELINE.render(
                        "global.secrets.asFiles=true", "global.existingSecrets.REDIS_PASSWORD.secret=looker"))
                .containsOnlyOnce("name: looker")
                .containsOnlyOnce("REDIS_PASSWORD_FILE");
    }

    /** The pods' environment has the name alone. */
    @Test
    void kedaReadsFilesFromTheirSecrets() {
        assertThat(triggerAuthentication(
                        "secrets.asFiles=true",
                        "config.KAFKA_CONSUMER_USERNAME=reader",
                        "existingSecrets.KAFKA_CONSUMER_PASSWORD.secret=reader",
                        "existingSecrets.KAFKA_CONSUMER_PASSWORD.key=password",
                        "secrets.KAFKA_CLIENT_KEY_PASSWORD=of-the-key"))
                .isEqualTo(Map.of(
                        "env",
                        List.of(parameter("username", "KAFKA_CONSUMER_USERNAME")),
                        "secretTargetRef",
                        List.of(
                                fromSecret("cert", "kafka", "tls.crt"),
                                fromSecret("key", "kafka", "tls.key"),
                                fromSecret("keyPassword", "orders-stg-service", "KAFKA_CLIENT_KEY_PASSWORD"),
                                fromSecret("password", "reader", "password"))));
    }

    @Test
    void kedaReadsTheKeysPasswordFromThePods() {
        assertThat(triggerAuthentication("existingSecrets.KAFKA_CLIENT_KEY_PASSWORD.secret=kafka"))
                .containsEntry("env", List.of(parameter("keyPassword", "KAFKA_CLIENT_KEY_PASSWORD")));
        assertThat(triggerAuthentication("secrets.KAFKA_PRODUCER_CLIENT_KEY_PASSWORD=another-key's"))
                .doesNotContainKey("env");
    }

    @Test
    void externalSecretsAreThoseOfTheValues() {
        Example example = Example.all().stream()
                .filter(each -> each.toString().contains("external-secrets"))
                .findFirst()
                .orElseThrow();
        List<Map<String, Object>> objects = KubernetesObjects.read(example.render());

        assertThat(objects.stream()
                        .filter(object -> object.get("kind").equals("ExternalSecret"))
                        .flatMap(SecretFilesTest::created))
                .hasSize(4)
                .containsAll(sources(ChartTest.only(objects, "Deployment")).stream()
                        .map(SecretFilesTest::secretAndKey)
                        .toList());
    }

    private static List<Map<String, Object>> render(String... settings) {
        return KubernetesObjects.read(STG.render(settings));
    }

    private static String[] with(String[] settings, String... more) {
        return Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> variables(List<Map<String, Object>> objects) {
        return (Map<String, Object>) ChartTest.only(objects, "ConfigMap").get("data");
    }

    private static Map<String, Object> keyOf(String secret, String key) {
        return Map.of("secretKeyRef", Map.of("name", secret, "key", key));
    }

    /** The projected Secrets of a pod. */
    private static List<Object> sources(Map<String, Object> object) {
        List<Object> sources = new ArrayList<>();
        Fields.values(object, "projected")
                .forEach(volume -> sources.addAll((List<?>) ((Map<?, ?>) volume).get("sources")));
        return sources;
    }

    private static Map<String, Object> projected(String secret, String key, String file) {
        return Map.of("secret", Map.of("name", secret, "items", List.of(Map.of("key", key, "path", file))));
    }

    private static String secretAndKey(Object source) {
        Map<?, ?> secret = (Map<?, ?>) ((Map<?, ?>) source).get("secret");
        return secret.get("name") + "/" + ((Map<?, ?>) ((List<?>) secret.get("items")).get(0)).get("key");
    }

    /** The Secret that an ExternalSecret creates, with each of its keys. */
    private static Stream<String> created(Map<String, Object> externalSecret) {
        Map<?, ?> spec = (Map<?, ?>) externalSecret.get("spec");
        return ((List<?>) spec.get("data"))
                .stream()
                        .map(entry -> ((Map<?, ?>) spec.get("target")).get("name") + "/"
                                + ((Map<?, ?>) entry).get("secretKey"));
    }

    /** With a client certificate for Kafka. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> triggerAuthentication(String... settings) {
        List<Map<String, Object>> objects = render(with(
                settings,
                "autoscaling.enabled=true",
                "tlsFiles[0].for=KAFKA",
                "tlsFiles[0].secret=kafka",
                "tlsFiles[0].certificate=tls.crt",
                "tlsFiles[0].key=tls.key"));
        return (Map<String, Object>)
                ChartTest.only(objects, "TriggerAuthentication").get("spec");
    }

    private static Map<String, Object> parameter(String parameter, String variable) {
        return Map.of("parameter", parameter, "name", variable, "containerName", STG.name());
    }

    private static Map<String, Object> fromSecret(String parameter, String secret, String key) {
        return Map.of("parameter", parameter, "name", secret, "key", key);
    }
}
