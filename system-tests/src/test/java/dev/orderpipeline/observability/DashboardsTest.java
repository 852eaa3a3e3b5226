package dev.orderpipeline.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The dashboards' files. After a change of their sources, or of a file of {@code reporting}, {@code -Ddashboards.refresh}
 * rewrites them:
 * {@code ./mvnw -B -pl system-tests -am test -Dtest=DashboardsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Ddashboards.refresh}
 */
class DashboardsTest {

    private static final boolean REFRESH = System.getProperty("dashboards.refresh") != null;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

    @ParameterizedTest
    @EnumSource
    void fileIsThatOfTheSource(Dashboards each) throws IOException {
        if (REFRESH) {
            Files.writeString(each.file(), each.dashboard().json());
        }
        assertThat(Files.readString(each.file())).isEqualTo(each.dashboard().json());
    }

    @ParameterizedTest
    @EnumSource
    void panelsDoNotOverlap(Dashboards each) {
        Set<List<Integer>> cells = new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
        for (JsonNode panel : panels(each)) {
            JsonNode place = panel.get("gridPos");
            int right = place.get("x").asInt() + place.get("w").asInt();
            assertThat(right).isLessThanOrEqualTo(Dashboard.COLUMNS);
            for (int x = place.get("x").asInt(); x < right; x++) {
                for (int line = 0; line < place.get("h").asInt(); line++) {
                    assertThat(cells.add(List.of(x, place.get("y").asInt() + line)))
                            .as(panel.get("title").asString())
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void idsAndTitlesAreUnique(Dashboards each) {
        assertThat(panels(each)).extracting(panel -> panel.get("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels(each))
                .extracting(panel -> panel.get("title").asString())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void everyPanelHasQueries(Dashboards each) {
        assertThat(panels(each))
                .filteredOn(panel -> !panel.get("type").asString().equals("row"))
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> assertThat(panel.get("targets")).isNotEmpty());
    }

    /** An unknown one would reach the data source as it is. */
    @ParameterizedTest
    @EnumSource
    void variablesAreDefinedAndUsed(Dashboards each) {
        Set<String> defined = StreamSupport.stream(
                        json(each).at("/templating/list").spliterator(), false)
                .map(variable -> variable.get("name").asString())
                .collect(Collectors.toSet());
        Set<String> used = VARIABLE.matcher(each.dashboard().json())
                .results()
                .map(name -> name.group(1))
                .filter(name -> !name.startsWith("__"))
                .collect(Collectors.toSet());

        assertThat(used).isEqualTo(defined);
        assertThat(each.dashboard().panels()).flatExtracting(Panel::queries).allSatisfy(query -> assertThat(
                        Dashboards.replaced(query.text()))
                .doesNotContain("$"));
    }

    @ParameterizedTest
    @EnumSource
    void metricsAreDocumented(Dashboards each) {
        assertThat(each.dashboard().panels())
                .filteredOn(panel -> panel.source() == DataSource.PROMETHEUS)
                .flatExtracting(Panel::queries)
                .allSatisfy(query ->
                        assertThat(QueriedMetrics.undocumented(query.text())).isEmpty());
    }

    private static List<JsonNode> panels(Dashboards each) {
        List<JsonNode> panels = new ArrayList<>();
        json(each).get("panels").forEach(panels::add);
        return panels;
    }

    private static JsonNode json(Dashboards each) {
        return Json.parse(each.dashboard().json());
    }
}
