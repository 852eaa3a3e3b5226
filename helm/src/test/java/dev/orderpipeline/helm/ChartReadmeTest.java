package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values of the services' charts, and the READMEs of all. After a change of values or their comments, {@code
 * -Dreadmes.refresh} rewrites them:
 * {@code ./mvnw -B -pl helm -am test -Dtest=ChartReadmeTest -Dsurefire.failIfNoSpecifiedTests=false -Dreadmes.refresh}
 */
class ChartReadmeTest {

    private static final boolean REFRESH = System.getProperty("readmes.refresh") != null;

    static List<Chart> services() {
        return Chart.SERVICES;
    }

    static List<Chart> charts() {
        return Chart.INSTALLABLE;
    }

    @ParameterizedTest
    @MethodSource("services")
    void valuesAreThoseOfAllServices(Chart chart) throws IOException {
        Path file = chart.folder().resolve("values.yaml");
        if (REFRESH) {
            Files.writeString(file, ChartValues.of(chart));
        }
        assertThat(Files.readString(file)).isEqualTo(ChartValues.of(chart));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void readmeIsThatOfTheValues(Chart chart) throws IOException {
        ChartReadme readme = new ChartReadme(chart);
        if (REFRESH) {
            Files.writeString(readme.file(), readme.text());
        }
        assertThat(Files.readString(readme.file())).isEqualTo(readme.text());
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyTopLevelValueIsDescribed(Chart chart) throws IOException {
        Set<String> explained = new HashSet<>();
        Set<String> all = new HashSet<>();
        new ChartReadme(chart).values().forEach(value -> {
            String topLevel = value.path().split("\\.")[0];
            all.add(topLevel);
            if (value.isExplained()) {
                explained.add(topLevel);
            }
        });

        assertThat(explained).isNotEmpty().isEqualTo(all);
    }
}
