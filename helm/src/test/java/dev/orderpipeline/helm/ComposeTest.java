package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orderpipeline.common.config.PipelineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code docker-compose.yml}, alone and with {@code docker-compose.secured.yml} merged into it, and {@code .env.example},
 * as far as no Docker engine is needed.
 */
class ComposeTest {

    private static final Path ROOT = Chart.CHARTS.getParent();
    private static final Pattern IN_BRACES = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final Pattern EXACT_VERSION = Pattern.compile("[a-z/-]+:v?[0-9]+\\.[0-9]+.*");
    private static final Pattern OWN_VERSION =
            Pattern.compile("order-pipeline/[a-z-]+:\\$\\{ORDER_PIPELINE_VERSION:-.+}");
    private static final Pattern IN_CLIENT_PROPERTIES = Pattern.compile("\\$\\{env:([A-Z_]+)}");
    private static final Pattern ON_LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:.*");

    private final String text = read("docker-compose.yml") + read("docker-compose.secured.yml");
    private final Map<String, Map<String, Object>> plain = services("docker-compose.yml");
    private final Map<String, Map<String, Object>> secured =
            merged(services("docker-compose.yml"), services("docker-compose.secured.yml"));
    private final Set<String> inEnvExample = read(".env.example")
            .lines()
            .filter(line -> line.matches("[A-Z_]+=.*"))
            .map(line -> line.substring(0, line.indexOf('=')))
            .collect(Collectors.toCollection(TreeSet::new));

    @Nested
    class Specification {

        /** Published by the Compose Specification (Apache License 2.0). */
        private static final String SCHEMA = "helm/src/test/resources/compose-spec.schema.json";

        /** The schema's own identifier is relative to it. */
        private static final String ADDRESS = "https://example.com/compose.json";

        private final Schema schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_7, registry -> registry.schemas(Map.of(ADDRESS, read(SCHEMA))))
                .getSchema(SchemaLocation.of(ADDRESS));

        /** By whose schema compose rejects files: that of the npm package dclint 3.1.0. */
        @Test
        void filesFollowTheComposeSpecification() {
            for (String file :
                    List.of(read("docker-compose.yml"), read("docker-compose.secured.yml"), secretsExample())) {
                assertThat(violations(file)).isEmpty();
            }
            assertThat(violations(read("docker-compose.yml").replace("mem_limit:", "memlimit:")))
                    .isNotEmpty();
        }

        /** The example in the document, merged into the plain file. */
        @Test
        void documentedSecretReplacesThePassword() {
            Map<String, Map<String, Object>> example = new Yaml().load(secretsExample());
            Map<String, Map<String, Object>> merged =
                    merged(services("docker-compose.yml"), servicesIn(secretsExample()));

            assertThat(example.get("secrets")).containsOnlyKeys("pg-password");
            for (String name : withServices("postgres")) {
                String variable = name.equals("postgres") ? "POSTGRES_PASSWORD" : "PG_PASSWORD";
                assertThat(list(merged.get(name), "secrets")).as(name).isEqualTo(List.of("pg-password"));
                assertThat(map(merged.get(name), "environment"))
                        .as(name)
                        .containsEntry(variable, "")
                        .containsEntry(variable + "_FILE", "/run/secrets/pg-password");
            }
            assertThat(PipelineSettings.secretFileVariables()).contains("PG_PASSWORD_FILE");
        }

        private static String secretsExample() {
            Matcher block = Pattern.compile("```yaml\n(# docker-compose.override.yml.*?)```", Pattern.DOTALL)
                    .matcher(read("docs/deploying.md"));
            assertThat(block.find()).isTrue();
            return block.group(1);
        }

        private List<?> violations(String file) {
            Object compose = new Yaml().load(file);
            return schema.validate(new Gson().toJson(compose), InputFormat.JSON);
        }
    }

    @Nested
    class Variables {

        @Test
        void everyServiceHasItsVariables() {
            for (Chart chart : Chart.SERVICES) {
                assertThat(map(plain.get(chart.name()), "environment").keySet())
                        .as(chart.name())
                        .containsAll(ServiceVariables.of(chart));
            }
        }

        @Test
        void exampleHasAllVariablesOfBothFiles() {
            assertThat(inEnvExample).isEqualTo(found(IN_BRACES, text));
        }

        @Test
        void everyHostPortHasADocumentedVariable() {
            Pattern published = Pattern.compile("127\\.0\\.0\\.1:\\$\\{([A-Z_]+):-([0-9]+)}:.*");
            String deploying = read("docs/deploying.md");
            Map<String, String> services = new TreeMap<>();

            secured.forEach((name, service) -> list(service, "ports").forEach(port -> {
                Matcher parts = published.matcher(port.toString());
                assertThat(parts.matches()).as("%s: %s", name, port).isTrue();
                assertThat(services.put(parts.group(1), name))
                        .as(parts.group(1))
                        .isNull();
                assertThat(deploying).contains("| " + parts.group(2) + " | `" + parts.group(1) + "` |");
                assertThat(read(".env.example")).contains(parts.group(1) + "=" + parts.group(2) + "\n");
            }));
            assertThat(services.values())
                    .containsExactlyInAnyOrderElementsOf(
                            withServices("kafka", "postgres", "redis", "prometheus", "grafana"));
        }
    }

    @Nested
    class Containers {

        @Test
        void everyImageIsPinned() {
            secured.forEach((name, service) -> assertThat((String) service.get("image"))
                    .as(name)
                    .matches(image -> EXACT_VERSION.matcher(image).matches()
                            || OWN_VERSION.matcher(image).matches()));
        }

        @Test
        void longRunningContainersRestartAndAreChecked() {
            secured.forEach((name, service) ->
                    assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(service.containsKey("restart")));
            assertThat(withServices("kafka", "postgres", "redis", "prometheus", "grafana"))
                    .allMatch(name -> plain.get(name).containsKey("restart"));
        }

        /** Every few seconds a JVM would start in three containers. */
        @Test
        void noHealthCheckStartsAJvm() {
            for (var services : List.of(plain, secured)) {
                services.forEach((name, service) -> assertThat(
                                map(service, "healthcheck").toString())
                        .as(name)
                        .doesNotContain("java", ".sh"));
            }
            for (Chart chart : Chart.SERVICES) {
                assertThat(list(map(plain.get(chart.name()), "healthcheck"), "test"))
                        .isEqualTo(List.of("CMD", "bash", "/app/health-probe", "/health/readiness"));
            }
            assertThat(read("Dockerfile"))
                    .contains("COPY docker/health-probe ./", "CMD [\"bash\", \"/app/health-probe\"]");
            assertThat(ROOT.resolve("docker/health-probe")).isExecutable();
        }

        /** Base images may have no shell. */
        @Test
        void nothingButJavaRunsInTheBaseImage() {
            assertThat(read("Dockerfile")
                            .lines()
                            .dropWhile(line -> !line.startsWith("FROM ${JRE_IMAGE}"))
                            .takeWhile(line -> !line.startsWith("FROM build"))
                            .filter(line -> line.startsWith("RUN ")))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("RUN [\"java\", "));
        }

        /** In an ignored folder, the classic builder finds a file by its name only. */
        @Test
        void filesOfTheDockerfileAreNotIgnored() {
            List<String> poms = read("Dockerfile")
                    .lines()
                    .filter(line -> line.matches("COPY \\S+/pom\\.xml .*"))
                    .map(line -> line.split(" ")[1].replaceFirst(".*-service/", "*-service/"))
                    .toList();

            assertThat(poms).isNotEmpty().allSatisfy(pom -> assertThat(
                            read(".dockerignore").lines())
                    .containsAnyOf("!" + pom, "!" + Path.of(pom).getParent()));
        }

        @Test
        void memoryIsLimitedAndPortsAreOnLoopback() {
            secured.forEach((name, service) -> {
                assertThat(service).as(name).containsKey("mem_limit");
                assertThat(list(service, "ports"))
                        .as(name)
                        .allMatch(port -> ON_LOOPBACK.matcher(port.toString()).matches());
            });
        }

        @Test
        void dependenciesAreHealthyOrCompleted() {
            secured.forEach((name, service) -> map(service, "depends_on")
                    .forEach((other, condition) -> assertThat(condition.toString())
                            .as("%s on %s", name, other)
                            .isEqualTo(
                                    secured.get(other).containsKey("healthcheck")
                                            ? "{condition=service_healthy}"
                                            : "{condition=service_completed_successfully}")));
        }

        @Test
        void demoAndObservabilityHaveAProfile() {
            Map<String, List<String>> profiles = Map.of(
                    "demo", List.of("demo"),
                    "prometheus", List.of("observability"),
                    "dwh-reader", List.of("observability"),
                    "grafana", List.of("observability"));
            assertThat(plain.keySet())
                    .containsExactlyInAnyOrderElementsOf(withServices(
                            "kafka", "topics", "postgres", "redis", "demo", "prometheus", "dwh-reader", "grafana"));
            secured.forEach((name, service) ->
                    assertThat(list(service, "profiles")).as(name).isEqualTo(profiles.getOrDefault(name, List.of())));
        }
    }

    @Nested
    class Observability {

        private static final Pattern TARGET = Pattern.compile("\"([a-z-]+):5000\"");
        private static final Pattern IN_PROVISIONING = Pattern.compile("\\$([A-Z_]+)");

        @Test
        void prometheusScrapesAllServicesOnTheirPort() {
            assertThat(found(TARGET, read("observability/prometheus/prometheus.yml")))
                    .containsExactlyInAnyOrderElementsOf(withServices());
            assertThat(plain.get("prometheus").get("command").toString())
                    .contains("s/-service:5000/-service:$$SERVER_PORT/g");
        }

        @Test
        void grafanaHasTheVariablesOfItsDataSources() {
            assertThat(map(plain.get("grafana"), "environment").keySet())
                    .containsAll(found(
                            IN_PROVISIONING, read("observability/grafana/provisioning/datasources/datasources.yml")));
        }

        @Test
        void mountedFilesExist() {
            for (String name : List.of("prometheus", "dwh-reader", "grafana")) {
                assertThat(list(plain.get(name), "volumes"))
                        .extracting(volume -> volume.toString().split(":")[0])
                        .filteredOn(source -> source.startsWith("./"))
                        .isNotEmpty()
                        .allSatisfy(source -> assertThat(ROOT.resolve(source)).exists());
            }
        }

        /** Grafana would take its own default for a blank one, and an older .env has none. */
        @Test
        void blankPasswordsAreRejected() {
            assertThat(map(plain.get("grafana"), "depends_on")).containsKey("dwh-reader");
            assertThat(read("compose/dwh_reader.sh")).contains("for name in GRAFANA_PASSWORD DWH_READER_PASSWORD;");
            assertThat(map(plain.get("dwh-reader"), "environment"))
                    .containsKeys("GRAFANA_PASSWORD", "DWH_READER_PASSWORD");
        }
    }

    @Nested
    class Security {

        /** Prometheus connects to the services alone, whose HTTP is plain in both. */
        @Test
        void securedFileAddsCertificatesAlone() {
            Set<String> added = new TreeSet<>(secured.keySet());
            added.removeAll(plain.keySet());

            assertThat(added).containsExactly("certificates");
            secured.keySet().stream()
                    .filter(name -> !Set.of("certificates", "prometheus").contains(name))
                    .forEach(name -> assertThat(startsAfter(name)).as(name).contains("certificates"));
        }

        @Test
        void securedServicesUseTlsAndPasswords() {
            for (Chart chart : Chart.SERVICES) {
                assertThat(map(secured.get(chart.name()), "environment"))
                        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")
                        .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                        .containsEntry("PG_HOST", "postgres")
                        .containsEntry("PG_SSLMODE", "verify-full")
                        .containsEntry("CERTIFICATE_PATH", "/certificates/authority.pem");
                assertThat(startsAfter(chart.name())).contains("topics");
            }
            assertThat(map(secured.get("stg-service"), "environment"))
                    .containsEntry("REDIS_HOST", "redis")
                    .containsEntry("REDIS_SSL", "true");
        }

        @Test
        void everySecuredServerHasACertificate() {
            Set<String> issued = found(Pattern.compile("([a-z]+):[0-9]+(?= |;)"), read("compose/certificates.sh"));

            assertThat(issued).containsExactly("kafka", "postgres", "redis").allSatisfy(server -> {
                assertThat(list(secured.get(server), "volumes")).asString().contains("tls:/certificates:ro");
                assertThat(secured.get(server).toString()).contains("/certificates/" + server + ".pem");
            });
        }

        @Test
        void securedKafkaIsOpenOnLoopbackOnly() {
            Map<String, Object> broker = map(secured.get("kafka"), "environment");
            Map<String, String> protocols = pairs(broker, "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", ":");

            assertThat(pairs(broker, "KAFKA_LISTENERS", "://")).isNotEmpty().allSatisfy((listener, address) -> {
                if (!address.startsWith("localhost:")) {
                    assertThat(protocols).containsEntry(listener, "SASL_SSL");
                }
            });
        }

        @Test
        void securedPostgresRequiresTlsAndPassword() {
            assertThat(secured.get("postgres").get("command").toString()).contains("hba_file=/pg_hba.conf", "ssl=on");
            assertThat(read("compose/pg_hba.conf").lines().filter(line -> !line.startsWith("#")))
                    .isNotEmpty()
                    .allMatch(line -> line.matches("(local|hostssl) .* scram-sha-256"));
        }

        @Test
        void securedRedisRequiresTlsAndPassword() {
            assertThat(secured.get("redis").get("command").toString())
                    .contains("--port 0 --tls-port 6379", "user default off", "user pipeline on >$$REDISCLI_AUTH ");
        }

        @Test
        void securedDemoHasItsClientsVariables() {
            assertThat(map(secured.get("demo"), "environment").keySet())
                    .containsAll(found(IN_CLIENT_PROPERTIES, read("compose/client.properties")));
        }
    }

    @Nested
    class Passwords {

        /** Compose prints the message and starts nothing. */
        @Test
        void missingPasswordsAreNamed() {
            Pattern required = Pattern.compile(
                    "\\$\\{([A-Z_]+_PASSWORD):\\?\\1 is missing or blank; set it in the file \\.env, a copy of \\.env\\.example}");

            assertThat(found(required, read("docker-compose.yml"))).containsExactly("PG_PASSWORD");
            assertThat(found(required, read("docker-compose.secured.yml")))
                    .isEqualTo(inEnvExample.stream()
                            .filter(name -> name.startsWith("SECURED_"))
                            .collect(Collectors.toCollection(TreeSet::new)));
            assertThat(found(IN_BRACES, read("docker-compose.yml"))).noneMatch(name -> name.startsWith("SECURED_"));
        }

        @Test
        void passwordsComeFromTheEnvironment() {
            Pattern password = Pattern.compile("\\$\\{[A-Z_]+_PASSWORD:[-?].*}");
            for (var services : List.of(plain, secured)) {
                services.forEach((name, service) -> map(service, "environment").forEach((variable, value) -> {
                    if (variable.endsWith("_PASSWORD") || variable.endsWith("_AUTH")) {
                        assertThat(value.toString())
                                .as("%s: %s", name, variable)
                                .matches(password);
                    }
                }));
            }
            assertThat(text).doesNotContainPattern("://[a-z]+:[^$\\s]+@");
        }

        /** Arguments are visible in the list of processes. */
        @Test
        void noCommandContainsAPassword() {
            secured.forEach((name, service) -> assertThat(String.valueOf(service.get("command")))
                    .as(name)
                    .doesNotContainPattern("\\$\\{[A-Z_]+_PASSWORD"));
        }
    }

    /** The names of these containers and of the services. */
    private static List<String> withServices(String... names) {
        return Stream.concat(Stream.of(names), Chart.SERVICES.stream().map(Chart::name))
                .toList();
    }

    /** The dependencies of a secured container, and theirs. */
    private Set<String> startsAfter(String name) {
        Set<String> before = new TreeSet<>(map(secured.get(name), "depends_on").keySet());
        for (String direct : Set.copyOf(before)) {
            before.addAll(startsAfter(direct));
        }
        return before;
    }

    /** Maps are merged by key, as by Compose; lists are replaced, those of volumes and ports, which it would join, too. */
    private static Map<String, Map<String, Object>> merged(
            Map<String, Map<String, Object>> base, Map<String, Map<String, Object>> overlays) {
        overlays.forEach((name, overlay) -> {
            Map<String, Object> service = base.computeIfAbsent(name, added -> new TreeMap<>());
            overlay.forEach((key, value) -> service.merge(key, value, ComposeTest::merged));
        });
        return base;
    }

    private static Object merged(Object base, Object overlay) {
        if (base instanceof Map<?, ?> map && overlay instanceof Map<?, ?> over) {
            Map<Object, Object> both = new LinkedHashMap<>(map);
            both.putAll(over);
            return both;
        }
        return overlay;
    }

    private static Map<String, Map<String, Object>> services(String file) {
        return servicesIn(read(file));
    }

    private static Map<String, Map<String, Object>> servicesIn(String text) {
        Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(text);
        return compose.get("services");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> service, String key) {
        return (Map<String, Object>) service.getOrDefault(key, Map.of());
    }

    private static List<?> list(Map<String, Object> service, String key) {
        return (List<?>) service.getOrDefault(key, List.of());
    }

    /** The pairs of a setting, separated by commas. */
    private static Map<String, String> pairs(Map<String, Object> settings, String name, String separator) {
        return Pattern.compile(",")
                .splitAsStream(settings.get(name).toString())
                .map(pair -> pair.split(separator, 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Set<String> found(Pattern name, String text) {
        return name.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
