package dev.orderpipeline.cdm.page;

import static dev.orderpipeline.cdm.Reports.key;
import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.cdm.CdmApplication;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.OutageFixture;
import dev.orderpipeline.testing.SharedStack;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** The page while PostgreSQL is unreachable, unresponsive or slow, and while clients are slow. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageOutageIT {

    private static final String DATABASE = "dwh";

    @TempDir
    private static Path directory;

    private static LocalPostgres postgres;
    private static OutageFixture fixture;
    private static PageClient client;
    private static ApiDescription description;

    @BeforeAll
    static void startService() {
        postgres = new LocalPostgres(directory, 0);
        postgres.start();
        postgres.createDatabase(DATABASE);
        fixture = new OutageFixture(SharedStack.get(), CdmApplication.class, "reports", "counters");
        fixture.createTopics(1);
        fixture.variables()
                .putAll(Map.of(
                        "PG_HOST", postgres.host(),
                        "PG_PORT", Integer.toString(postgres.port()),
                        "PG_DB_NAME", DATABASE,
                        "PG_USER", postgres.user()));
        fixture.startService();
        client = new PageClient(fixture.variables().get("SERVER_PORT"));
        description = new ApiDescription(client.get("/api/openapi.json").body());
        fixture.send(List.of(report(1, 1, "CLOSED", "2023-04-01 10:00:00", product(11, "Soup", 21))));
        fixture.awaitDrained();
        awaitOrders(1);
    }

    @AfterAll
    static void stopAll() {
        fixture.close();
        postgres.stop();
    }

    @Test
    void figuresAreKeptWhilePostgresIsDown() {
        Instant before = Instant.now();
        postgres.stop();
        eventually().untilAsserted(() -> {
            HttpResponse<String> summary = client.get("/api/summary");
            assertThat(summary.body()).contains("\"failure\":{\"since\":\"", "PostgreSQL is unreachable");
            assertThat(summary.body()).contains("\"orders\":1,");
            description.assertDescribes("/api/summary", summary);
        });
        JsonNode failure = client.json("/api/summary").path("snapshot").path("failure");
        assertThat(Instant.parse(failure.path("since").asString())).isAfterOrEqualTo(before);

        HttpResponse<String> user = client.get("/api/users?id=" + key(1));
        assertThat(user.statusCode()).isEqualTo(503);
        assertThat(user.headers().firstValue("Retry-After")).hasValue("2");
        description.assertDescribes("/api/users", user);

        postgres.start();
        eventually().until(() -> client.json("/api/summary")
                .path("snapshot")
                .path("failure")
                .isNull());
        assertThat(client.get("/api/users?id=" + key(1)).statusCode()).isEqualTo(200);
    }

    /** The last one: the next reading is due long after one that took long. */
    @Test
    @Order(Integer.MAX_VALUE)
    void lockedMartDelaysNeitherPageNorHealth() throws Exception {
        try (Connection other = postgres.dataSource(DATABASE).getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE cdm.user_product_counters IN ACCESS EXCLUSIVE MODE");
            JdbcTemplate jdbc = new JdbcTemplate(postgres.dataSource(DATABASE));
            eventually().until(() -> {
                client.get("/api/summary");
                return jdbc.queryForObject("""
                        SELECT count(*) FROM pg_stat_activity
                         WHERE application_name = 'cdm-service-page' AND wait_event_type = 'Lock'""", Integer.class) > 0;
            });

            assertThat(median(() -> client.get("/api/summary"))).isLessThan(Duration.ofSeconds(1));
            assertThat(median(() -> client.get("/"))).isLessThan(Duration.ofSeconds(1));
            assertThat(median(() -> client.get("/health"))).isLessThan(Duration.ofSeconds(1));
            assertThat(client.json("/api/summary").path("orders").asInt()).isEqualTo(1);
            other.rollback();
        }
        fixture.send(List.of(report(2, 1, "CANCELLED", "2023-04-01 10:00:00", product(11, "Soup", 21))));
        fixture.awaitDrained();
    }

    /** As of 300 browsers that are suspended while they load the page. */
    @Test
    void slowReadersDelayNeitherPageNorHealth() throws Exception {
        Matcher script = Pattern.compile("assets/[^\"]+/chart\\.umd\\.min\\.js")
                .matcher(client.get("/").body());
        assertThat(script.find()).isTrue();
        int port = Integer.parseInt(fixture.variables().get("SERVER_PORT"));
        try (UnreadResponses unread = new UnreadResponses(
                port,
                60,
                "/",
                "/" + script.group(),
                "/api/summary?top=50",
                "/api/products",
                "/api/users?id=" + key(1))) {
            assertThat(unread.count()).isEqualTo(300);
            assertThat(median(() -> client.get("/health"))).isLessThan(Duration.ofSeconds(1));
            eventually().until(() -> client.get("/api/summary").statusCode() == 200);
            eventually().until(() -> client.get("/" + script.group()).statusCode() == 200);
        }
    }

    @Test
    void pageHasAtMostTwoConnectionsOfItsOwn() {
        JdbcTemplate jdbc = new JdbcTemplate(postgres.dataSource(DATABASE));
        eventually().until(() -> client.get("/api/users?id=" + key(1)).statusCode() == 200);

        assertThat(jdbc.queryForList(
                        "SELECT query FROM pg_stat_activity WHERE application_name = 'cdm-service-page'", String.class))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(2);
    }

    private static void awaitOrders(int orders) {
        eventually().until(() -> client.json("/api/summary").path("orders").asInt() == orders);
    }

    private static Duration median(Runnable request) {
        List<Duration> times = new ArrayList<>();
        for (int count = 0; count < 5; count++) {
            long start = System.nanoTime();
            request.run();
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }
}
