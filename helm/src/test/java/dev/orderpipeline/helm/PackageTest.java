package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code helm/package}. */
class PackageTest {

    private static final Path ROOT = Chart.CHARTS.getParent();

    @TempDir
    Path folder;

    static List<Chart> installable() {
        return Chart.INSTALLABLE;
    }

    @ParameterizedTest
    @MethodSource("installable")
    void packageRendersLikeTheChart(Chart chart) throws Exception {
        run(0, "--destination", folder.toString());

        Helm packaged = new Helm(folder.resolve(chart.name() + "-" + version() + ".tgz"));
        assertThat(packaged.template()
                        .withName("orders")
                        .withKubeVersion("1.31.0")
                        .call())
                .isEqualTo(chart.render());
        assertThat(packaged.lint().strict().call().isFailed()).isFalse();
    }

    /** With the version of the outermost chart alone, the services would use the images of another version. */
    @ParameterizedTest
    @MethodSource("installable")
    void versionAppliesToAllChartsAndImages(Chart chart) throws Exception {
        run(0, "--version", "1.2.0-rc.1+7", "--destination=" + folder);

        String rendered = new Helm(folder.resolve(chart.name() + "-1.2.0-rc.1+7.tgz"))
                .template()
                .withKubeVersion("1.31.0")
                .call();
        assertThat(rendered.lines().filter(line -> line.matches(".*(image|helm.sh/chart): .*")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("-service:1.2.0-rc.1_7") || line.endsWith("-service-1.2.0-rc.1_7"));
    }

    @Test
    void imageVersionCanDifferFromTheCharts() throws Exception {
        assertThat(run(0, "--version=1.2.1", "--app-version=1.2.0", "--destination", folder.toString()))
                .contains(folder.resolve("order-pipeline-1.2.1.tgz").toString());

        assertThat(new Helm(folder.resolve("order-pipeline-1.2.1.tgz"))
                        .template()
                        .withKubeVersion("1.31.0")
                        .call())
                .contains("image: order-pipeline/cdm-service:1.2.0", "helm.sh/chart: cdm-service-1.2.1");
    }

    @Test
    void packagesContainNoLinks() throws Exception {
        run(0, "--destination", folder.toString());

        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        for (Chart chart : installable()) {
            String archive =
                    folder.resolve(chart.name() + "-" + version() + ".tgz").toString();
            assertThat(new ProcessBuilder("tar", "-xzf", archive, "-C", unpacked.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        try (Stream<Path> parts = Files.walk(unpacked)) {
            assertThat(parts).hasSizeGreaterThan(4).noneMatch(Files::isSymbolicLink);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version=v1",
                "--version=1.2",
                "--version=1.02.3",
                "--version",
                "--version=1.2.3 --app-version=a+b",
                "--destination=",
                "--dest=x",
                "stg-service",
            })
    void invalidArgumentIsNamed(String arguments) throws Exception {
        String wrong = arguments.substring(arguments.lastIndexOf(' ') + 1).split("=")[0];

        assertThat(run(2, arguments.split(" "))).contains("helm/package: ").contains(wrong);
    }

    @Test
    void chartsImagesAndSourcesShareOneVersion() throws IOException {
        String version = version();
        for (Chart chart : installable()) {
            Map<String, Object> metadata = chart.metadata();
            assertThat(metadata)
                    .as("%s", chart)
                    .containsEntry("version", version)
                    .containsEntry("appVersion", version);
            assertThat(((List<?>) metadata.get("dependencies"))
                            .stream()
                                    .map(dependency -> ((Map<?, ?>) dependency).get("version"))
                                    .collect(Collectors.toSet()))
                    .as("%s", chart)
                    .isEqualTo(Set.of(version));
        }
        assertThat(new Chart("order-pipeline-common").metadata()).containsEntry("version", version);
        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .containsPattern("<revision>%s(-SNAPSHOT)?</revision>".formatted(Pattern.quote(version)));
        assertThat(Files.readString(ROOT.resolve("docker-compose.yml")))
                .contains("{ORDER_PIPELINE_VERSION:-" + version + "}");
        assertThat(Files.readString(ROOT.resolve("docs/deploying.md"))).contains("stg-service:" + version);
        assertThat(Files.readString(ROOT.resolve(".env.example"))).contains("ORDER_PIPELINE_VERSION=" + version + "\n");
    }

    private static String version() {
        return Chart.PIPELINE.metadata().get("version").toString();
    }

    /** Its output and errors. */
    private String run(int expectedExitCode, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Chart.CHARTS.resolve("package").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(expectedExitCode);
        return output;
    }
}
