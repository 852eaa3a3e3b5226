package dev.orderpipeline.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.observability.Alerts.Alert;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person gets of an alert. What raises it: {@link PromtoolTest}. */
class AlertsTest {

    private static final String DOCUMENT = "docs/operations.md";
    private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^### (Pipeline\\w+)$");

    static List<Alert> alerts() throws IOException {
        return Alerts.read();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void severityAndTextsAreThere(Alert alert) {
        assertThat(alert.labels()).containsOnlyKeys("severity");
        assertThat(alert.labels().get("severity")).isIn("critical", "warning");
        assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
        assertThat(alert.annotations().get("summary")).contains("{{ $labels.").doesNotContain("$value");
        assertThat(alert.annotations().get("description"))
                .contains("{{ $labels.")
                .endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void runbookIsTheSectionOfItsName(Alert alert) {
        assertThat(alert.annotations().get("runbook_url"))
                .isEqualTo(DOCUMENT + "#" + alert.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void everyAlertHasASectionAndNoOtherHas() throws IOException {
        assertThat(found(
                        HEADING,
                        Files.readString(Installation.ofThisProgram().root().resolve(DOCUMENT))))
                .isEqualTo(names());
    }

    @Test
    void everyAlertIsTested() throws IOException {
        assertThat(found(TESTED, Files.readString(Alerts.FOLDER.resolve("alerts.test.yml"))))
                .isEqualTo(names());
    }

    @Test
    void quickstartIsScrapedAtItsPorts() throws IOException {
        assertThat(found(
                        Pattern.compile("localhost:([0-9]+)"),
                        Files.readString(Alerts.FOLDER.resolve("quickstart.yml"))))
                .isEqualTo(Stream.of(Stage.values())
                        .map(stage -> Integer.toString(stage.defaultPort()))
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void metricsAreDocumented(Alert alert) {
        assertThat(QueriedMetrics.undocumented(alert.query())).isEmpty();
    }

    private static Set<String> names() throws IOException {
        return alerts().stream().map(Alert::name).collect(Collectors.toSet());
    }

    private static Set<String> found(Pattern name, String text) {
        return name.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
