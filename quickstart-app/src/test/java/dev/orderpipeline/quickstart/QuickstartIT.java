package dev.orderpipeline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.quickstart.check.ReportQuestions;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class QuickstartIT {

    private static final int RUN_LIMIT_MINUTES = 15;
    private static final int TERMINAL_WIDTH = 80;

    @TempDir
    private Path folder;

    private final List<QuickstartProcess> jobs = new ArrayList<>();

    @AfterEach
    void endJobs() throws InterruptedException {
        for (QuickstartProcess job : jobs) {
            job.process().destroy();
            job.process().waitFor(RUN_LIMIT_MINUTES, TimeUnit.MINUTES);
        }
    }

    @Test
    void ordersPassThroughAndTheMartsAgree() throws InterruptedException {
        QuickstartProcess job = start("--orders", "2000", "--exit");

        assertThat(job.process().waitFor(RUN_LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(job.output())
                .contains("Top categories", "Top products", "Counters of ", "Rows per table", "Dead letters")
                .containsPattern("dds +h_order +2,000\\n")
                .containsPattern("stg-service +CONTRACT_VIOLATION +\\d")
                .contains("ok      The marts agree with the vault")
                .containsPattern("ok {6}The [1-9]\\d* invalid records fed are among the dead letters");
        assertThat(job.process().exitValue()).as(job.output()).isZero();
        assertThat(job.output().lines()).allMatch(line -> line.length() <= TERMINAL_WIDTH);
    }

    /** Two runs at once, of which one is given nothing but messages that become dead letters. */
    @Test
    void partsOfOneOfTwoPipelinesStopAndStart() throws Exception {
        Files.writeString(folder.resolve("orders"), "\nno order\n");
        Files.writeString(folder.resolve("reference"), "{\"key\": \"1\", \"value\": {}}");
        QuickstartProcess job = start("--orders", "300", "--data-dir", "data");
        QuickstartProcess refused = start("--orders-file", "orders", "--reference-file", "reference", "--exit");
        assertThat(exitCode(refused)).as(refused.output()).isEqualTo(1);
        assertThat(refused.output())
                .contains("ok      The marts agree with the vault")
                .contains("FAILED  At least one message was accepted", "All 1 became dead letters")
                .containsPattern(
                        "Lines of the orders file that became dead letters\n +line +reason\n +2 +invalid JSON");
        awaitUp(job);

        String readiness = address(job, "(http://localhost:\\d+/health/readiness)");
        assertThat(answers(address(job, "Marts page +(\\S+)"))).isTrue();
        assertExamplesOfTheDocuments(address(job, "psql -h 127.0.0.1 -p (\\d+)"));

        assertThat(command("stop", "stg")).contains("stg-service has stopped");
        assertThat(answers(readiness)).isFalse();
        assertThat(command("start", "stg")).contains("stg-service has started");
        assertThat(answers(readiness)).isTrue();
        assertThat(command("stop", "redis")).contains("Redis has stopped");
        assertThat(command("start", "redis")).contains("Redis has started");

        try (Producer<byte[], byte[]> kafka = producer(address(job, "Kafka +(\\S+)"))) {
            byte[] unsupported = "{\"object_type\": \"курьер\"}".getBytes(StandardCharsets.UTF_8);
            kafka.send(new ProducerRecord<>(Stage.STG.sourceTopic(), unsupported))
                    .get();
        }
        await().atMost(Duration.ofMinutes(RUN_LIMIT_MINUTES))
                .untilAsserted(() -> assertThat(command("dead-letters", "stg", "list", "--limit", "100"))
                        .contains("pending: 31", "was \"курьер\""));

        ProcessHandle cdm = job.process()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("cdm-service.jar"))
                .findFirst()
                .orElseThrow();
        cdm.destroyForcibly();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> job.output().contains("cdm-service has ended with exit code 137"));
        assertThat(job.output()).contains("Its log: " + folder.resolve("data/logs/cdm-service.log"));
        assertThat(command("start", "cdm")).contains("cdm-service has started");
        assertThat(job.process().isAlive()).isTrue();
    }

    @Test
    void killedJobLeavesNoProcess() {
        QuickstartProcess job = start("--orders", "1", "--data-dir", "data");
        awaitUp(job);
        List<ProcessHandle> started = Stream.concat(job.process().descendants(), processesOn("data"))
                .distinct()
                .toList();
        assertThat(started).hasSizeGreaterThanOrEqualTo(6);

        job.process().destroyForcibly();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> Stream.concat(started.stream().filter(ProcessHandle::isAlive), processesOn("data"))
                        .findAny()
                        .isEmpty());
    }

    private QuickstartProcess start(String... arguments) {
        QuickstartProcess job = QuickstartProcess.start(folder, arguments);
        jobs.add(job);
        return job;
    }

    /** What a command on the pipeline on the folder {@code data} prints, in a locale without other letters than ASCII. */
    private String command(String name, String... arguments) throws InterruptedException {
        String[] all = Stream.concat(Stream.of(name, "--data-dir", "data"), Stream.of(arguments))
                .toArray(String[]::new);
        QuickstartProcess job = QuickstartProcess.start(folder, Map.of("LC_ALL", "C"), all);
        jobs.add(job);
        assertThat(exitCode(job)).as(job.output()).isZero();
        return job.output();
    }

    private static int exitCode(QuickstartProcess job) throws InterruptedException {
        assertThat(job.process().waitFor(RUN_LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
        return job.process().exitValue();
    }

    private static void awaitUp(QuickstartProcess job) {
        await().atMost(Duration.ofMinutes(RUN_LIMIT_MINUTES))
                .until(() ->
                        job.output().contains("until Ctrl-C") || !job.process().isAlive());
        assertThat(job.process().isAlive()).as(job.output()).isTrue();
    }

    private static String address(QuickstartProcess job, String pattern) {
        return Pattern.compile(pattern)
                .matcher(job.output())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** The example of a key in docs/data-model.md finds a user, and that of a question in docs/reporting.md an order. */
    private static void assertExamplesOfTheDocuments(String port) throws IOException {
        JdbcClient warehouse = JdbcClient.create(
                new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:%s/dwh?user=postgres".formatted(port)));
        ReportQuestions questions = new ReportQuestions(Installation.ofThisProgram());
        MatchResult key = example("data-model.md", "```sql\n(SELECT[^`]*);\n```");
        MatchResult question = example("reporting.md", "psql -v (\\w+)=(\\d+) -f reporting/(\\w+)\\.sql");

        assertThat(warehouse.sql(key.group(1)).query().listOfRows()).hasSize(1);
        assertThat(warehouse
                        .sql(questions.sql(question.group(3)))
                        .param(question.group(1), Long.valueOf(question.group(2)))
                        .query()
                        .listOfRows())
                .hasSize(1);
    }

    /** The only match in a document. */
    private static MatchResult example(String document, String pattern) throws IOException {
        List<MatchResult> examples = Pattern.compile(pattern)
                .matcher(Files.readString(Path.of("..", "docs", document)))
                .results()
                .toList();
        assertThat(examples).hasSize(1);
        return examples.get(0);
    }

    private static boolean answers(String url) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(url)).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    private static Producer<byte[], byte[]> producer(String kafka) {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** PostgreSQL starts workers all the time; the data folder in their command line identifies them. */
    private Stream<ProcessHandle> processesOn(String dataDirectory) {
        String path = folder.resolve(dataDirectory).toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(path));
    }
}
