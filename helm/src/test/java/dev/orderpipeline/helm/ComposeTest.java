package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml} and {@code .env.example}, as far as that can be told without a Docker engine. */
class ComposeTest {

    private static final Path ROOT = Chart.CHARTS.getParent();
    private static final Pattern IN_BRACES = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final Pattern EXACT_VERSION = Pattern.compile("[a-z/-]+:[0-9]+\\.[0-9]+.*");
    private static final Pattern OWN_VERSION =
            Pattern.compile("order-pipeline/[a-z-]+:\\$\\{ORDER_PIPELINE_VERSION:-.+}");
    private static final Pattern ON_LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:.*");

    private final String compose = read("docker-compose.yml");
    private final Set<String> inEnvExample = read(".env.example")
            .lines()
            .filter(line -> line.matches("[A-Z_]+=.*"))
            .map(line -> line.substring(0, line.indexOf('=')))
            .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void everyVariableOfEachServiceIsPassedOn() {
        for (Chart chart : Chart.SERVICES) {
            assertThat(map(service(chart.name()), "environment").keySet())
                    .as("%s", chart)
                    .containsAll(ServiceVariables.of(chart));
        }
    }

    @Test
    void whatIsPassedOnStandsInTheExample() {
        Set<String> asked = IN_BRACES
                .matcher(compose)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(inEnvExample).isEqualTo(asked);
    }

    @Test
    void everyImageIsPinned() {
        services().forEach((name, service) -> assertThat((String) service.get("image"))
                .as(name)
                .matches(image -> EXACT_VERSION.matcher(image).matches()
                        || OWN_VERSION.matcher(image).matches()));
    }

    @Test
    void whateverStaysHasAHealthCheckAndComesBack() {
        services().forEach((name, service) -> {
            boolean stays = service.containsKey("restart");
            assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(stays);
        });
        assertThat(List.of("kafka", "postgres", "redis", "stg-service", "dds-service", "cdm-service"))
                .allMatch(name -> service(name).containsKey("restart"));
    }

    @Test
    void everythingIsLimitedAndOnlyForThisMachine() {
        services().forEach((name, service) -> {
            assertThat(service).as(name).containsKey("mem_limit");
            assertThat(list(service, "ports"))
                    .as(name)
                    .allMatch(port -> ON_LOOPBACK.matcher(port.toString()).matches());
        });
    }

    @Test
    void nobodyStartsBeforeWhatTheyNeedIsThere() {
        services().forEach((name, service) -> map(service, "depends_on")
                .forEach((other, condition) -> assertThat(condition.toString())
                        .as("%s on %s", name, other)
                        .isEqualTo(
                                services().get(other).containsKey("healthcheck")
                                        ? "{condition=service_healthy}"
                                        : "{condition=service_completed_successfully}")));
    }

    @Test
    void noPasswordStandsInTheFile() {
        assertThat(compose.lines().filter(line -> line.contains("PASSWORD:")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*PASSWORD: \\$\\{[A-Z_]+_PASSWORD:[-?].*}"));
    }

    private Map<String, Object> service(String name) {
        return services().get(name);
    }

    private Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(compose);
        return file.get("services");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> service, String key) {
        return (Map<String, Object>) service.getOrDefault(key, Map.of());
    }

    private static List<?> list(Map<String, Object> service, String key) {
        return (List<?>) service.getOrDefault(key, List.of());
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
