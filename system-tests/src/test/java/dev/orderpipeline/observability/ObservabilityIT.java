package dev.orderpipeline.observability;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.observability.Alerts.Alert;
import dev.orderpipeline.observability.Panel.Query;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.system.ReportRole;
import dev.orderpipeline.system.TestedService;
import dev.orderpipeline.testing.Programs;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The queries of the dashboards and of the alerts, run on what the services under load expose and store. */
class ObservabilityIT {

    /** Orders that are fed before, and with each look at a query's result. */
    private static final int CHUNK = 200;

    private static final LocalStack STACK = SharedStack.get();
    /** Every fiftieth record or so is invalid. */
    private static final OrderGenerator ORDERS = new OrderGenerator(
            new GeneratorSettings(1, 50_000, 500, 10, GeneratorSettings.DEFAULT_MAX_MENU_ITEMS, 0.1, 0.02, 0.2, 1_000));

    @TempDir
    private static Path folder;

    private static final List<TestedService> SERVICES = new ArrayList<>();
    private static Workspace workspace;
    private static Iterator<ProducerRecord<byte[], byte[]>> records;

    @BeforeAll
    static void processOrders() {
        workspace = Workspace.create(STACK);
        STACK.redis().set(ORDERS.reference());
        stages().forEach(stage -> workspace.createTopic(stage.sourceTopic(), 2));
        stages().forEach(stage -> SERVICES.add(TestedService.start(
                stage, workspace.variables(stage.sourceTopic(), stage.destinationTopic()), folder)));
        String topic = workspace.topic(Stage.STG.sourceTopic());
        records = ORDERS.records()
                .map(order -> new ProducerRecord<>(topic, order.key(), order.value()))
                .iterator();
        feed();
        stages().forEach(stage -> eventually().until(() -> workspace.isDrained(stage.sourceTopic())));
    }

    @AfterAll
    static void killServices() {
        SERVICES.forEach(service -> service.process().kill());
        workspace.close();
    }

    @Nested
    class InPrometheus {

        private static PrometheusServer prometheus;

        @BeforeAll
        static void startPrometheus() throws IOException {
            Programs.assumeOnPath("prometheus", "prometheus");
            prometheus = PrometheusServer.start(
                    SERVICES.stream()
                            .map(service -> service.process().url().replace("http://", ""))
                            .toList(),
                    folder);
            eventually()
                    .ignoreExceptions()
                    .until(() -> !prometheus.query("up == 1").isEmpty());
        }

        @AfterAll
        static void killPrometheus() {
            if (prometheus != null) {
                prometheus.close();
            }
        }

        static Stream<String> queriesOfDashboards() {
            return queries(DataSource.PROMETHEUS);
        }

        static List<Alert> alerts() throws IOException {
            return Alerts.read();
        }

        @ParameterizedTest
        @MethodSource("queriesOfDashboards")
        void queryReturnsData(String query) {
            eventually().ignoreExceptions().untilAsserted(() -> {
                feed();
                assertThat(prometheus.query(query)).isNotEmpty();
            });
        }

        @ParameterizedTest
        @MethodSource("alerts")
        void queryOfTheAlertIsAccepted(Alert alert) {
            assertThatCode(() -> prometheus.query(alert.query())).doesNotThrowAnyException();
        }

        /** Raised by the invalid records among the orders. */
        @Test
        void onlyTheAlertOfDeadLettersFires() throws Exception {
            String firing = "ALERTS{alertstate=\"firing\", alertname%s\"PipelineDeadLetters\"}";
            eventually().ignoreExceptions().untilAsserted(() -> assertThat(prometheus.query(firing.formatted("=")))
                    .isNotEmpty());

            assertThat(prometheus.query(firing.formatted("!="))).isEmpty();
        }
    }

    @Nested
    class InPostgres {

        @Test
        void queriesReturnRows() {
            try (ReportRole role = ReportRole.create(STACK, workspace)) {
                JdbcTemplate reader = new JdbcTemplate(role.dataSource());
                assertThat(queries(DataSource.POSTGRESQL)).isNotEmpty().allSatisfy(query -> assertThat(
                                reader.queryForList(query))
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(row.values()).doesNotContainNull()));
            }
        }
    }

    private static Stream<String> queries(DataSource source) {
        return Stream.of(Dashboards.values())
                .flatMap(each -> each.dashboard().panels().stream())
                .filter(panel -> panel.source() == source)
                .flatMap(panel -> panel.queries().stream())
                .map(Query::text)
                .map(Dashboards::replaced)
                .distinct();
    }

    private static void feed() {
        List<ProducerRecord<byte[], byte[]>> next = new ArrayList<>();
        while (next.size() < CHUNK && records.hasNext()) {
            next.add(records.next());
        }
        STACK.kafka().send(next);
    }

    private static Stream<Stage> stages() {
        return Stream.of(Stage.values());
    }
}
