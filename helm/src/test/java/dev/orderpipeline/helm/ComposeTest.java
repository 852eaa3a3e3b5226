package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml} and {@code .env.example}, as far as that can be told without a Docker engine. */
class ComposeTest {

    private static final Path ROOT = Chart.CHARTS.getParent();
    private static final Pattern IN_BRACES = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final Pattern EXACT_VERSION = Pattern.compile("[a-z/-]+:[0-9]+\\.[0-9]+.*");
    private static final Pattern OWN_VERSION =
            Pattern.compile("order-pipeline/[a-z-]+:\\$\\{ORDER_PIPELINE_VERSION:-.+}");
    private static final String SECURED = "-secured";
    private static final Pattern IN_CLIENT_PROPERTIES = Pattern.compile("\\$\\{env:([A-Z_]+)}");
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
            for (String name : List.of(chart.name(), chart.name() + SECURED)) {
                assertThat(map(service(name), "environment").keySet()).as(name).containsAll(ServiceVariables.of(chart));
            }
        }
    }

    @Test
    void whatIsPassedOnStandsInTheExample() {
        assertThat(inEnvExample).isEqualTo(found(IN_BRACES, compose));
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
                .allMatch(name -> service(name).containsKey("restart"))
                .allMatch(name -> service(name + SECURED).containsKey("restart"));
    }

    /** It runs every few seconds, in three containers. */
    @Test
    void noHealthCheckStartsAJvm() {
        services().forEach((name, service) -> assertThat(
                        map(service, "healthcheck").toString())
                .as(name)
                .doesNotContain("java", ".sh"));
        for (Chart chart : Chart.SERVICES) {
            assertThat(list(map(service(chart.name()), "healthcheck"), "test"))
                    .isEqualTo(List.of("CMD", "bash", "/app/health-probe", "/health/readiness"));
        }
        assertThat(read("Dockerfile")).contains("COPY docker/health-probe ./", "CMD [\"bash\", \"/app/health-probe\"]");
        assertThat(ROOT.resolve("docker/health-probe")).isExecutable();
        assertThat(read(".dockerignore").lines()).contains("!docker");
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
    void withoutAProfileThereIsThePipelineAndNothingElse() {
        assertThat(withProfiles(List.of()))
                .containsExactlyInAnyOrder(
                        "kafka", "topics", "postgres", "redis", "stg-service", "dds-service", "cdm-service");
        assertThat(withProfiles(List.of("demo"))).containsExactly("demo");
        assertThat(withProfiles(List.of("secure")))
                .allMatch(name -> name.endsWith(SECURED) || name.equals("certificates"));
    }

    @Test
    void whatIsSecuredHasNothingToDoWithWhatIsNot() {
        Set<String> secured = withProfiles(List.of("secure"));
        for (String name : secured) {
            assertThat(secured)
                    .as(name)
                    .containsAll(map(service(name), "depends_on").keySet());
        }
        for (Chart chart : Chart.SERVICES) {
            assertThat(map(service(chart.name() + SECURED), "environment"))
                    .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "kafka-secured:9092")
                    .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                    .containsEntry("PG_HOST", "postgres-secured")
                    .containsEntry("PG_SSLMODE", "verify-full");
        }
        assertThat(map(service("stg-service-secured"), "environment"))
                .containsEntry("REDIS_HOST", "redis-secured")
                .containsEntry("REDIS_SSL", "true");
    }

    @Test
    void securedKafkaIsOpenWithoutTlsAndPasswordToItselfAlone() {
        Map<String, Object> broker = map(service("kafka-secured"), "environment");
        Map<String, String> protocols = pairs(broker, "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", ":");

        assertThat(pairs(broker, "KAFKA_LISTENERS", "://")).isNotEmpty().allSatisfy((listener, address) -> {
            if (!address.startsWith("localhost:")) {
                assertThat(protocols).containsEntry(listener, "SASL_SSL");
            }
        });
    }

    @Test
    void securedPostgresLetsNobodyInWithoutTlsAndPassword() {
        assertThat(service("postgres-secured").get("command").toString()).contains("hba_file=/pg_hba.conf", "ssl=on");
        assertThat(read("compose/pg_hba.conf").lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allMatch(line -> line.matches("(local|hostssl) .* scram-sha-256"));
    }

    @Test
    void securedRedisLetsNobodyInWithoutTlsAndPassword() {
        assertThat(service("redis-secured").get("command").toString())
                .contains("--port 0 --tls-port 6379", "user default off", "user pipeline on >$$REDISCLI_AUTH ");
    }

    @Test
    void theSecuredDemoKnowsWhatItsClientAsksFor() {
        assertThat(map(service("demo-secured"), "environment").keySet())
                .containsAll(found(IN_CLIENT_PROPERTIES, read("compose/client.properties")));
    }

    /** Compose reads the whole file, whatever the profile. Its own message is about a variable without a value. */
    @Test
    void withoutAProfileOnlyThePasswordOfPostgresIsNeeded() {
        assertThat(compose.lines().filter(line -> line.contains(":?")))
                .isNotEmpty()
                .allMatch(line -> line.contains("${PG_PASSWORD:?PG_PASSWORD is missing or blank; set it in "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SECURED_REDIS_PASSWORD"})
    void theProfileSecureDoesNotStartWithoutItsPasswords(String given) throws Exception {
        ProcessBuilder script = new ProcessBuilder("sh", "compose/certificates.sh").directory(ROOT.toFile());
        Set<String> passwords = map(service("certificates"), "environment").keySet();
        passwords.forEach(name -> script.environment().put(name, name.equals(given) ? "secret" : ""));
        Process process = script.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains(".env.example").doesNotContain("secret\n");
        assertThat(passwords).isEqualTo(securedPasswords()).allSatisfy(name -> {
            if (name.equals(given)) {
                assertThat(output).doesNotContain(name);
            } else {
                assertThat(output).contains(name);
            }
        });
        withProfiles(List.of("secure")).stream()
                .filter(name -> !name.equals("certificates"))
                .forEach(name -> assertThat(startsAfter(name)).as(name).contains("certificates"));
    }

    @Test
    void everyPortOfThisMachineHasAVariableThatTheDocumentsName() {
        Pattern published = Pattern.compile("127\\.0\\.0\\.1:\\$\\{([A-Z_]+):-([0-9]+)}:.*");
        String deploying = read("docs/deploying.md");
        Map<String, String> services = new TreeMap<>();

        services().forEach((name, service) -> list(service, "ports").forEach(port -> {
            Matcher parts = published.matcher(port.toString());
            assertThat(parts.matches()).as("%s: %s", name, port).isTrue();
            assertThat(services.put(parts.group(1), name)).as(parts.group(1)).isNull();
            assertThat(deploying).contains("| " + parts.group(2) + " | `" + parts.group(1) + "` |");
            assertThat(read(".env.example")).contains(parts.group(1) + "=" + parts.group(2) + "\n");
        }));
        assertThat(services).hasSize(12);
    }

    @Test
    void noPasswordStandsInTheFile() {
        assertThat(compose.lines().filter(line -> line.contains("PASSWORD: ") || line.contains("_AUTH: ")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*(PASSWORD|_AUTH): \\$\\{[A-Z_]+_PASSWORD:[-?].*}"));
        assertThat(compose).doesNotContainPattern("://[a-z]+:[^$\\s]+@");
    }

    /** Who may look at the processes of the machine would see it. */
    @Test
    void noCommandIsToldAPassword() {
        services().forEach((name, service) -> assertThat(String.valueOf(service.get("command")))
                .as(name)
                .doesNotContainPattern("\\$\\{[A-Z_]+_PASSWORD"));
    }

    private Set<String> securedPasswords() {
        return inEnvExample.stream()
                .filter(name -> name.matches("SECURED_.*_PASSWORD"))
                .collect(Collectors.toSet());
    }

    /** What has to be there before, and what before that. */
    private Set<String> startsAfter(String name) {
        Set<String> before = new TreeSet<>(map(service(name), "depends_on").keySet());
        for (String direct : Set.copyOf(before)) {
            before.addAll(startsAfter(direct));
        }
        return before;
    }

    private Set<String> withProfiles(List<String> profiles) {
        return services().entrySet().stream()
                .filter(entry -> list(entry.getValue(), "profiles").equals(profiles))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
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

    /** What stands in a setting that lists pairs, separated by commas. */
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
