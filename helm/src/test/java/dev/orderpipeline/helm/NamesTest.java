package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and labels are valid and distinct for every release name. */
class NamesTest {

    /** Helm's own limit. */
    private static final int MAX_RELEASE_NAME = 53;

    private static final int MAX_NAME = 63;

    /** KEDA prefixes the names of its own objects with "keda-hpa-". */
    private static final int MAX_FULL_NAME = 54;

    /** RFC 1035, the rule for Services: the strictest of all objects. */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");

    @TempDir
    Path folder;

    private Path everything;

    static Stream<String> releases() {
        return Stream.concat(
                IntStream.of(1, 30, 41, 42, 43, 46, 47, 48, 52, MAX_RELEASE_NAME)
                        .mapToObj(length -> "a".repeat(length - 1) + "z"),
                Stream.of(
                        "my.release", "1st", "stg-service", "order-pipeline", "a" + "-b".repeat(26), "a.b".repeat(17)));
    }

    @BeforeEach
    void switchEverythingOn() throws IOException {
        String enabled =
                "{redrive: {enabled: true}, autoscaling: {enabled: true}, podDisruptionBudget: {enabled: true}, "
                        + "networkPolicy: {enabled: true}, serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}, secrets: {PG_PASSWORD: x}, "
                        + "config: {KAFKA_CONSUMER_USERNAME: x}}";
        everything = Files.writeString(
                folder.resolve("values.yaml"),
                Chart.SERVICES.stream()
                        .map(service -> service + ": " + enabled + "\n")
                        .collect(Collectors.joining(
                                "", "prometheusRule: {enabled: true}\ndashboards: {enabled: true}\n", "")));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void objectsShareNoName(String release) {
        List<Map<String, Object>> objects = objects(release);

        assertThat(objects.stream().map(object -> object.get("kind") + " " + name(object)))
                .hasSize(12 * Chart.SERVICES.size() + 2)
                .doesNotHaveDuplicates();
        assertThat(objects.stream()
                        .filter(object -> object.get("kind").equals("Deployment"))
                        .map(NamesTest::name))
                .allMatch(name -> name.length() <= MAX_FULL_NAME)
                .anyMatch(name -> name.endsWith("dds-service"))
                .anyMatch(name -> name.endsWith("cdm-service"));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void namesAndLabelsAreValid(String release) {
        for (Map<String, Object> object : objects(release)) {
            assertThat(name(object)).matches(DNS_LABEL).hasSizeLessThanOrEqualTo(MAX_NAME);
            Fields.values(object, "labels")
                    .flatMap(labels -> ((Map<?, ?>) labels).values().stream())
                    .forEach(label ->
                            assertThat((String) label).matches(LABEL_VALUE).hasSizeLessThanOrEqualTo(MAX_NAME));
        }
    }

    @Test
    void longReleaseNamesYieldDistinctObjectNames() {
        String begin = "a".repeat(MAX_RELEASE_NAME - 1);

        assertThat(Stream.concat(objects(begin + "1").stream(), objects(begin + "2").stream())
                        .map(object -> object.get("kind") + " " + name(object)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "a-release-of-thirty-characters"})
    void shortNamesAreKept(String release) {
        assertThat(objects(release).stream()
                        .filter(object -> object.get("kind").equals("Deployment"))
                        .map(NamesTest::name))
                .containsExactlyInAnyOrderElementsOf(Chart.SERVICES.stream()
                        .map(service -> release + "-" + service)
                        .toList());
    }

    /** A Service selects its pods by these labels alone. */
    @Test
    void nameOfTwoServicesIsRejected() {
        assertThatThrownBy(() -> Chart.PIPELINE.render("stg-service.nameOverride=x", "dds-service.nameOverride=x"))
                .hasMessageContaining("stg-service and dds-service would both be called")
                .hasMessageContaining("Override");
        assertThatThrownBy(() -> Chart.PIPELINE.render(
                        "stg-service.nameOverride=x",
                        "cdm-service.nameOverride=x",
                        "stg-service.fullnameOverride=first"))
                .hasMessageContaining("stg-service and cdm-service would both be called x");
        assertThat(Chart.PIPELINE.render(
                        "stg-service.nameOverride=x", "dds-service.nameOverride=x", "dds-service.enabled=false"))
                .contains("name: orders-x");
    }

    @Test
    void objectsAreInTheGivenNamespace() {
        for (String setting : List.of("global.namespaceOverride", "stg-service.namespaceOverride")) {
            Stream<String> othersOff = Chart.SERVICES.stream()
                    .filter(service -> !service.name().equals("stg-service"))
                    .map(service -> service + ".enabled=false");
            List<Map<String, Object>> objects = KubernetesObjects.read(Chart.PIPELINE.render(Stream.concat(
                            othersOff,
                            Stream.of(
                                    setting + "=elsewhere",
                                    "stg-service.redrive.enabled=true",
                                    "stg-service.autoscaling.enabled=true",
                                    "stg-service.podDisruptionBudget.enabled=true",
                                    "stg-service.networkPolicy.enabled=true",
                                    "stg-service.serviceMonitor.enabled=true",
                                    "stg-service.secrets.PG_PASSWORD=x",
                                    "stg-service.config.KAFKA_CONSUMER_USERNAME=x"))
                    .toArray(String[]::new)));

            assertThat(objects).hasSize(11).allMatch(object -> Fields.values(object.get("metadata"), "namespace")
                    .toList()
                    .equals(List.of("elsewhere")));
        }
    }

    /** It selects the namespace of the Service then. */
    @Test
    void serviceMonitorCanHaveItsOwnNamespace() {
        Map<String, Object> monitor = ChartTest.only(
                KubernetesObjects.read(new Chart("stg-service")
                        .render(
                                "serviceMonitor.enabled=true",
                                "serviceMonitor.namespace=monitoring",
                                "namespaceOverride=data")),
                "ServiceMonitor");

        assertThat(Fields.values(monitor, "namespace")).containsExactly("monitoring");
        assertThat(Fields.values(monitor, "matchNames")).containsExactly(List.of("data"));
    }

    private List<Map<String, Object>> objects(String release) {
        return KubernetesObjects.read(Chart.PIPELINE.render(release, everything));
    }

    private static String name(Map<String, Object> object) {
        return ((Map<?, ?>) object.get("metadata")).get("name").toString();
    }
}
