package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {

    private static final Chart STG = new Chart("stg-service");

    static List<Chart> installable() {
        return Chart.INSTALLABLE;
    }

    static List<Chart> services() {
        return Chart.SERVICES;
    }

    @ParameterizedTest
    @MethodSource("installable")
    void packageContainsTheTargetsOfLinks(Chart chart, @TempDir Path folder) throws IOException {
        new Helm(chart.folder()).packageIt().withDestination(folder).call();

        try (Stream<Path> packages = Files.list(folder)) {
            Path archive = packages.findFirst().orElseThrow();
            assertThat(new Helm(archive)
                            .template()
                            .withName("orders")
                            .withKubeVersion("1.31.0")
                            .call())
                    .isEqualTo(chart.render());
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void servicesHaveTheSameSettings(Chart chart) {
        assertThat(chart.values().keySet()).isEqualTo(STG.values().keySet());
    }

    /** KEDA scales by the lag in this topic, unless KAFKA_SOURCE_TOPIC is set. */
    @ParameterizedTest
    @MethodSource("services")
    void sourceTopicIsTheServicesDefault(Chart chart) {
        assertThat(chart.metadata())
                .extractingByKey("annotations", MAP)
                .containsEntry(
                        "order-pipeline/source-topic",
                        chart.pipelineProperties().get("source-topic"));
    }

    @Test
    void serviceSettingOverridesGlobalOne() {
        assertThat(Chart.PIPELINE.render("global.config.BATCH_SIZE=100", "dds-service.config.BATCH_SIZE=200"))
                .containsOnlyOnce("BATCH_SIZE: \"200\"")
                .containsPattern("(?s)BATCH_SIZE: \"100\".*BATCH_SIZE: \"100\"");
    }

    @Test
    void globalVariablesReachTheirServicesOnly() {
        List<Map<String, Object>> objects = KubernetesObjects.read(
                Chart.PIPELINE.render("global.secrets.REDIS_PASSWORD=for-stg", "global.config.REDIS_HOST=redis"));

        assertThat(objects)
                .filteredOn(object -> object.toString().contains("REDIS_"))
                .extracting(object -> object.get("kind"))
                .containsExactlyInAnyOrder("Secret", "ConfigMap");
    }

    @Test
    void serviceCanBeDisabled() {
        assertThat(Chart.PIPELINE.render("cdm-service.enabled=false"))
                .contains("name: orders-stg-service", "name: orders-dds-service")
                .doesNotContain("cdm-service");
    }

    @Test
    void changedSettingReplacesThePods() {
        assertThat(checksums(STG.render("config.PG_USER=a"))).isNotEqualTo(checksums(STG.render("config.PG_USER=b")));
        assertThat(checksums(STG.render("secrets.PG_PASSWORD=a")))
                .isNotEqualTo(checksums(STG.render("secrets.PG_PASSWORD=b")));
    }

    @Test
    void passwordsAreInTheSecretOnly() {
        String password = "pass4711word";
        String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        List<Map<String, Object>> objects = KubernetesObjects.read(STG.render("secrets.PG_PASSWORD=" + password));

        assertThat(objects)
                .filteredOn(object -> object.toString().contains(password)
                        || object.toString().contains(encoded))
                .containsExactly(only(objects, "Secret"));
    }

    /** A key removed from "stringData" remains in the Secret in the cluster. */
    @Test
    void secretValuesAreInDataOnly(@TempDir Path folder) throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                secrets:
                  PG_PASSWORD: 'quote " colon : # Пароль '
                """);

        assertThat(only(KubernetesObjects.read(STG.render(values)), "Secret"))
                .doesNotContainKey("stringData")
                .extractingByKey("data")
                .isEqualTo(Map.of(
                        "PG_PASSWORD",
                        Base64.getEncoder()
                                .encodeToString("quote \" colon : # Пароль ".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REDIS_HOST: cache | 6379",
                "REDIS_HOST: 'a, b:7001', REDIS_PORT: 7000, REDIS_CLUSTER: true | 7000 7001",
                "REDIS_SENTINELS: 'a, b:26380', REDIS_MASTER_NAME: m | 6379 26379 26380",
                "REDIS_SENTINELS: a:1234, REDIS_MASTER_NAME: m, REDIS_PORT: 6380 | 6380 1234"
            })
    void networkPolicyAllowsThePortsOfRedis(String config, String ports, @TempDir Path folder) throws IOException {
        Path values = Files.writeString(
                folder.resolve("values.yaml"),
                "{networkPolicy: {enabled: true}, config: {PG_USER: u, %s}}".formatted(config));

        String policy = only(KubernetesObjects.read(STG.render(values)), "NetworkPolicy")
                .toString();
        assertThat(Pattern.compile("port=(\\d+)").matcher(policy).results().map(port -> port.group(1)))
                .endsWith(("5432 " + ports).split(" "));
    }

    @Test
    void certificateIsMountedAtItsVariablesPath() {
        assertThat(STG.render("certificate.secret=ca", "certificate.key=root.pem"))
                .contains("CERTIFICATE_PATH: /certificates/ca.crt", "mountPath: /certificates", "key: root.pem")
                .contains("path: ca.crt");
        assertThat(STG.render("certificate.configMap=ca", "config.CERTIFICATE_PATH=/etc/cloud/root.pem"))
                .contains("CERTIFICATE_PATH: /etc/cloud/root.pem", "mountPath: /etc/cloud", "path: root.pem");
    }

    @Test
    void rolloutAddsNoConsumer() {
        assertThat(STG.render()).contains("type: Recreate").doesNotContain("rollingUpdate");
        assertThat(STG.render("replicaCount=2")).contains("maxSurge: 0", "maxUnavailable: 1");
        assertThat(STG.render("autoscaling.enabled=true")).contains("maxSurge: 0", "maxUnavailable: 1");
    }

    /** Of several sources of a password, KEDA uses the same as the pods. */
    @Test
    void kedaAuthenticatesWithThePodsVariables() {
        List<Map<String, Object>> objects = KubernetesObjects.read(STG.render(
                "autoscaling.enabled=true",
                "config.KAFKA_CONSUMER_USERNAME=reader",
                "secrets.KAFKA_CONSUMER_PASSWORD=a",
                "existingSecret=passwords"));

        assertThat(objects)
                .filteredOn(object -> object.get("kind").equals("TriggerAuthentication"))
                .extracting(object -> object.get("spec"))
                .containsExactly(Map.of(
                        "env",
                        List.of(
                                fromPods("username", "KAFKA_CONSUMER_USERNAME"),
                                fromPods("password", "KAFKA_CONSUMER_PASSWORD"))));
    }

    @Test
    void kedaRequestsTokensAsThePodsDo() {
        List<Map<String, Object>> objects = KubernetesObjects.read(STG.render(
                "autoscaling.enabled=true",
                "config.KAFKA_OAUTH_TOKEN_URL=https://sso.example.com/token",
                "config.KAFKA_OAUTH_SCOPE=orders",
                "existingSecret=clients"));

        assertThat(objects)
                .filteredOn(object -> object.get("kind").equals("TriggerAuthentication"))
                .extracting(object -> object.get("spec"))
                .containsExactly(Map.of(
                        "env",
                        List.of(
                                fromPods("username", "KAFKA_CONSUMER_OAUTH_CLIENT_ID"),
                                fromPods("password", "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET"),
                                fromPods("oauthTokenEndpointUri", "KAFKA_OAUTH_TOKEN_URL"),
                                fromPods("scopes", "KAFKA_OAUTH_SCOPE"))));
        assertThat(objects).asString().contains("sasl=oauthbearer", "tls=enable");
    }

    @ParameterizedTest
    @CsvSource({
        "https://sso.example.com/token, 443",
        "http://sso/token, 80",
        "https://sso.example.com:8443/a:1, 8443",
        "https://[fd00::2]:8444, 8444",
        "https://[fd00::2]?a=:1, 443"
    })
    void networkPolicyAllowsTheTokenServer(String url, int port) {
        assertThat(STG.render("networkPolicy.enabled=true", "config.KAFKA_OAUTH_TOKEN_URL=" + url))
                .contains("- port: " + port + "\n");
    }

    @Test
    void tlsFilesAreMountedAtTheirVariablesPaths() {
        String rendered = STG.render(
                "tlsFiles[0].for=PG",
                "tlsFiles[0].secret=loader",
                "tlsFiles[0].authority=ca.crt",
                "tlsFiles[0].certificate=tls.crt",
                "tlsFiles[0].key=tls.key");

        assertThat(rendered)
                .contains("PG_CERTIFICATE_PATH: /tls/0/ca.crt", "PG_CLIENT_CERTIFICATE_PATH: /tls/0/tls.crt")
                .contains("PG_CLIENT_KEY_PATH: /tls/0/tls.key", "mountPath: /tls/0", "secretName: loader");
    }

    /** As in "config" and "secrets", the global ones are limited to the servers of a service. */
    @Test
    void serviceMountsFilesOfItsServersAlone() {
        String[] ofRedis = {
            "global.tlsFiles[0].for=REDIS", "global.tlsFiles[0].secret=looker", "global.tlsFiles[0].authority=ca.crt"
        };

        assertThat(STG.render(ofRedis)).contains("REDIS_CERTIFICATE_PATH: /tls/0/ca.crt", "secretName: looker");
        assertThat(new Chart("dds-service").render(ofRedis)).doesNotContain("looker", "/tls/");
    }

    @Test
    void pathOfTheServicePrecedesGlobalTlsFiles() {
        String[] settings = {
            "global.tlsFiles[0].for=REDIS",
            "global.tlsFiles[0].secret=looker",
            "global.tlsFiles[0].authority=ca.crt",
            "config.REDIS_CERTIFICATE_PATH=/own/ca.crt"
        };

        assertThat(STG.render(settings))
                .contains("REDIS_CERTIFICATE_PATH: /own/ca.crt")
                .doesNotContain("looker", "/tls/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tlsFiles[0].certificate=tls.crt",
                "tlsFiles[0].key=tls.key",
                "tlsFiles[0].for=KAFKA_CONSUMER,tlsFiles[0].authority=ca.crt",
                "tlsFiles[0].for=MONGO,tlsFiles[0].authority=ca.crt",
                "tlsFiles[0].configMap=ca,tlsFiles[0].authority=ca.crt"
            })
    void incompleteTlsFilesAreRejected(String settings) {
        List<String> all = new ArrayList<>(List.of("tlsFiles[0].for=KAFKA", "tlsFiles[0].secret=orders"));
        all.addAll(List.of(settings.split(",")));

        assertThatThrownBy(() -> STG.render(all.toArray(String[]::new))).hasMessageContaining("tlsFiles");
    }

    @Test
    void kedaUsesTheConsumersCertificate() {
        List<Map<String, Object>> objects = KubernetesObjects.read(STG.render(
                "autoscaling.enabled=true",
                "certificate.configMap=cloud",
                "tlsFiles[0].for=KAFKA_CONSUMER",
                "tlsFiles[0].secret=reader",
                "tlsFiles[0].certificate=user.crt",
                "tlsFiles[0].key=user.key",
                "tlsFiles[1].for=KAFKA",
                "tlsFiles[1].secret=orders",
                "tlsFiles[1].authority=ca.crt",
                "tlsFiles[1].certificate=tls.crt",
                "tlsFiles[1].key=tls.key"));

        assertThat(objects)
                .filteredOn(object -> object.get("kind").equals("TriggerAuthentication"))
                .extracting(object -> object.get("spec"))
                .containsExactly(Map.of(
                        "secretTargetRef",
                        List.of(
                                fromSecret("ca", "orders", "ca.crt"),
                                fromSecret("cert", "reader", "user.crt"),
                                fromSecret("key", "reader", "user.key"))));
        assertThat(objects)
                .filteredOn(object -> object.get("kind").equals("ScaledObject"))
                .asString()
                .contains("tls=enable")
                .doesNotContain("sasl");
    }

    @Test
    void certificateHasOneSource() {
        assertThatThrownBy(() -> STG.render("certificate.secret=a", "certificate.configMap=b"))
                .hasMessageContaining("certificate.secret and certificate.configMap exclude each other");
    }

    @Test
    void unsupportedKubernetesVersionIsRejected() {
        assertThatThrownBy(() -> new Helm(STG.folder())
                        .template()
                        .withName("orders")
                        .withKubeVersion("1.24.0")
                        .call())
                .hasMessageContaining("kubeVersion: >=1.25.0-0");
    }

    static Map<String, Object> only(List<Map<String, Object>> objects, String kind) {
        List<Map<String, Object>> ofKind = objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .toList();
        assertThat(ofKind).as(kind).hasSize(1);
        return ofKind.get(0);
    }

    private static Map<String, String> fromPods(String parameter, String variable) {
        return Map.of("parameter", parameter, "name", variable, "containerName", STG.name());
    }

    private static List<String> checksums(String rendered) {
        return rendered.lines().filter(line -> line.contains("checksum/")).toList();
    }

    private static Map<String, Object> fromSecret(String parameter, String secret, String key) {
        return Map.of("parameter", parameter, "name", secret, "key", key);
    }
}
