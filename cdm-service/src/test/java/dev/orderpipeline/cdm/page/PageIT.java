package dev.orderpipeline.cdm.page;

import static dev.orderpipeline.cdm.Reports.key;
import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.testing.Conditions.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.cdm.CdmApplication;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.LeastRights;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page's files and its API, on a service with a few orders. */
class PageIT {

    /** Its hub key is the MD5 of {@link #BUSINESS_KEY}. */
    private static final String USER = "6a8d56e9-715e-814c-27c2-0c4d77ad79f6";

    private static final String USERS = "/api/users";
    private static final String BUSINESS_KEY = "626a81ce9a8cd1920641e296";

    /** Users 2 and 3 have these as business keys. */
    private static final String STRANGE_KEY = "/a\\b;c/../d e&id=f%2F+\"🍲";

    private static final String DOTS = "..";

    private static final String SOUP = product(11, "Суп <b>\\\"дня\\\"</b>", 21);
    private static final String STEW = product(12, "Stew", 21);
    private static final String CAKE = product(13, "كعكة", 22);

    private static Workspace workspace;
    private static Map<String, String> variables;
    private static RunningService service;
    private static PageClient client;
    private static ApiDescription description;

    @BeforeAll
    static void countOrders() {
        workspace = Workspace.create(SharedStack.get());
        String topic = workspace.createTopic("reports", 1);
        variables = workspace.variables("reports", "counters");
        service = LeastRights.start(CdmApplication.class, workspace, variables);
        client = new PageClient(variables.get("SERVER_PORT"));
        description = new ApiDescription(client.get("/api/openapi.json").body());
        SharedStack.get()
                .kafka()
                .send(Records.of(
                        topic,
                        report(101, 1, "CLOSED", "2023-04-01 10:00:00", SOUP, STEW, CAKE)
                                .replace(key(1), USER),
                        report(102, 1, "CLOSED", "2023-04-01 10:00:00", SOUP).replace(key(1), USER),
                        report(103, 1, "CANCELLED", "2023-04-01 10:00:00", SOUP).replace(key(1), USER),
                        report(104, 2, "CLOSED", "2023-04-01 10:00:00", CAKE).replace(key(2), hubKey(STRANGE_KEY)),
                        report(105, 3, "CLOSED", "2023-04-01 10:00:00", CAKE).replace(key(3), hubKey(DOTS)),
                        report(106, 4, "CLOSED", "2023-04-01 10:00:00")));
        eventually().until(() -> client.json("/api/summary").path("orders").asInt() == 5);
        eventually().until(() -> workspace.isDrained("reports"));
    }

    @AfterAll
    static void stopService() {
        service.close();
        workspace.close();
    }

    @Nested
    class Figures {

        @Test
        void summaryEqualsTheTables() {
            JsonNode summary = client.json("/api/summary");

            assertThat(summary.path("users").asInt()).isEqualTo(3);
            assertThat(rows(summary.path("categories").path("by_orders")))
                    .containsExactly(key(22) + " category 22 3 3", key(21) + " category 21 2 1")
                    .containsExactlyInAnyOrderElementsOf(table("category"));
            assertThat(rows(summary.path("products").path("by_users")))
                    .containsExactly(key(13) + " كعكة 3 3", key(12) + " Stew 1 1", key(11) + " Суп <b>\"дня\"</b> 2 1")
                    .containsExactlyInAnyOrderElementsOf(table("product"));
            assertThat(summary.path("products").path("total").asInt()).isEqualTo(3);
        }

        @Test
        void summaryHasTheStateOfTheReplica() {
            JsonNode replica = client.json("/api/summary").path("replica");

            assertThat(Instant.parse(replica.path("newest_order_at").asString()))
                    .isBetween(Instant.now().minusSeconds(600), Instant.now());
            assertThat(replica.path("lag").asInt()).isZero();
            assertThat(replica.path("counters_changed_last_minute").asInt()).isBetween(0, 9);
        }

        @Test
        void topLimitsTheRankings() {
            JsonNode products = client.json("/api/summary?top=1").path("products");

            assertThat(rows(products.path("by_orders"))).containsExactly(key(13) + " كعكة 3 3");
            assertThat(products.path("total").asInt()).isEqualTo(3);
        }

        @Test
        void itemsAreFilteredSortedAndPaged() {
            assertThat(names("/api/products")).containsExactly("كعكة", "Суп <b>\"дня\"</b>", "Stew");
            assertThat(names("/api/products?sort=name")).containsExactly("Stew", "Суп <b>\"дня\"</b>", "كعكة");
            assertThat(names("/api/products?sort=users&limit=1&offset=1")).containsExactly("Stew");
            assertThat(names("/api/products?q=" + URLEncoder.encode(" СУП", UTF_8)))
                    .containsExactly("Суп <b>\"дня\"</b>");
            assertThat(names("/api/products?offset=3")).isEmpty();
            assertThat(names("/api/categories?q=2%25")).isEmpty();
            assertThat(client.json("/api/categories?q=21").path("matching").asInt())
                    .isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {USER, BUSINESS_KEY, "%C2%A0" + BUSINESS_KEY + "%20"})
        void userIsFoundByHubKeyAndBusinessKey(String id) {
            JsonNode user = client.json("/api/users?id=" + id);

            assertThat(user.path("user_id").asString()).isEqualTo(USER);
            assertThat(user.path("products")
                            .path("largest")
                            .valueStream()
                            .map(counter -> counter.path("name").asString() + " "
                                    + counter.path("orders").asInt()))
                    .containsExactly("Суп <b>\"дня\"</b> 2", "Stew 1", "كعكة 1");
            assertThat(client.json("/api/users?limit=1&id=" + id)
                            .path("products")
                            .path("total")
                            .asInt())
                    .isEqualTo(3);
        }

        @ParameterizedTest
        @ValueSource(strings = {STRANGE_KEY, DOTS})
        void businessKeyMayHaveAnyCharacters(String id) {
            JsonNode user = client.json("/api/users?id=" + URLEncoder.encode(id, UTF_8));

            assertThat(user.path("user_id").asString()).isEqualTo(hubKey(id));
        }

        private List<String> table(String kind) {
            return workspace.query("""
                            SELECT %1$s_id, %1$s_name, sum(order_cnt), count(*)
                              FROM cdm.user_%1$s_counters GROUP BY 1, 2""".formatted(kind)).stream()
                    .map(row -> String.join(" ", row))
                    .toList();
        }

        private List<String> names(String path) {
            return client.json(path)
                    .path("items")
                    .valueStream()
                    .map(item -> item.path("name").asString())
                    .toList();
        }

        private List<String> rows(JsonNode items) {
            return items.valueStream()
                    .map(item -> String.join(
                            " ",
                            item.path("id").asString(),
                            item.path("name").asString(),
                            item.path("orders").toString(),
                            item.path("users").toString()))
                    .toList();
        }
    }

    @Nested
    class Description {

        static List<String> paths() {
            return description.paths();
        }

        @ParameterizedTest
        @MethodSource("paths")
        void responseIsAsDescribed(String path) {
            description.assertDescribes(path, client.get(address(path)));
        }

        @ParameterizedTest
        @MethodSource("paths")
        void valuesOfParametersAreAsDescribed(String path) {
            for (JsonNode parameter : description.queryParameters(path)) {
                String name = parameter.path("name").asString();
                JsonNode schema = parameter.path("schema");
                // No user has such an id.
                int valid = name.equals("id") ? 404 : 200;
                Map<String, Integer> statuses = new HashMap<>();
                if (schema.has("minimum")) {
                    statuses.put(schema.path("minimum").toString(), 200);
                    statuses.put(schema.path("maximum").toString(), 200);
                    statuses.put(Integer.toString(schema.path("minimum").asInt() - 1), 400);
                    statuses.put(Integer.toString(schema.path("maximum").asInt() + 1), 400);
                }
                schema.path("enum").forEach(value -> statuses.put(value.asString(), 200));
                if (schema.has("enum")) {
                    statuses.put("other", 400);
                }
                if (schema.has("maxLength")) {
                    statuses.put("a".repeat(schema.path("maxLength").asInt()), valid);
                    statuses.put("a".repeat(schema.path("maxLength").asInt() + 1), 400);
                }
                if (schema.has("minLength")) {
                    statuses.put("a".repeat(schema.path("minLength").asInt()), valid);
                    statuses.put("a".repeat(schema.path("minLength").asInt() - 1), 400);
                }
                assertThat(statuses).isNotEmpty();
                String start = name.equals("id") || !path.equals(USERS) ? path + "?" : address(path) + "&";
                statuses.forEach((value, status) -> {
                    HttpResponse<String> response = client.get(start + name + "=" + value);
                    assertThat(response.statusCode()).as("%s=%s", name, value).isEqualTo(status);
                    description.assertDescribes(path, response);
                });
            }
        }

        @Test
        void unknownUserIsAProblemAsDescribed() {
            HttpResponse<String> response = client.get("/api/users?id=nobody");

            assertThat(response.statusCode()).isEqualTo(404);
            description.assertDescribes(USERS, response);
        }

        @Test
        void sameFiguresAreNotModified() {
            HttpResponse<String> first = client.get("/api/products?limit=3");
            String entityTag = first.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> second = client.get("/api/products?limit=3", "If-None-Match", entityTag);

            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.headers().firstValue("Vary")).hasValue("Accept-Encoding");
            description.assertDescribes("/api/products", second);
            assertThat(client.get("/api/products?limit=2", "If-None-Match", entityTag)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Nested
    class Protocol {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/api/summary?top=ten           | 400 | top",
                    "/api/summary?tops=1            | 400 | tops",
                    "/api/products?limit=1&limit=2  | 400 | limit",
                    "/api/categories?sort=size      | 400 | sort",
                    "/api/users                     | 400 | id",
                    "/api/users?id=%20              | 400 | id",
                    "/api/users?id=a%09b            | 400 | id",
                    "/api                           | 404 |",
                    "/api/users/nobody              | 404 |",
                    "/api/orders                    | 404 |",
                    "/assets/0123456789abcdef/page.html | 404 |",
                    "/assets/                       | 404 |"
                })
        void problemNamesTheParameter(String path, int status, String parameter) {
            HttpResponse<String> response = client.get(path);

            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            JsonNode problem = JsonMapper.shared().readTree(response.body());
            assertThat(problem.path("status").asInt()).isEqualTo(status);
            assertThat(problem.path("parameter").asString("")).isEqualTo(parameter == null ? "" : parameter);
        }

        @Test
        void malformedQueryIsAProblem() throws IOException {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(variables.get("SERVER_PORT")))) {
                socket.getOutputStream().write("GET /api/products?q=%f HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 400")
                        .contains("\"parameter\":\"query\"");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/api/summary", "/api/nothing"})
        void onlyReadingIsAllowed(String path) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
                HttpResponse<String> response = client.send(method, path);
                assertThat(response.statusCode()).as(method).isEqualTo(405);
                assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
                assertSecured(response);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/api/summary", "/api/products", "/api/users?id=" + USER, "/api/openapi.json"})
        void headHasNoBodyButItsHeaders(String path) {
            HttpResponse<String> head = client.send("HEAD", path);

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length"))
                    .isEqualTo(client.get(path).headers().firstValue("Content-Length"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/api/summary", "/api/users?id=nobody", "/api/summary?top=0", "/api/nothing"})
        void everyResponseIsSecured(String path) {
            assertSecured(client.get(path));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/api/summary", "/api/openapi.json"})
        void responsesAreCompressedForClientsThatAcceptIt(String path) throws IOException {
            HttpResponse<byte[]> compressed = client.bytes(path, "Accept-Encoding", "gzip");

            assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(compressed.headers().firstValue("Vary")).hasValue("Accept-Encoding");
            byte[] content = new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes();
            assertThat(content.length).isGreaterThan(compressed.body().length);
        }

        @Test
        void filesOfThePageAreKeptForEver() {
            HttpResponse<String> page = client.get("/");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
            Matcher files = Pattern.compile("(?:href|src)=\"(assets/[^\"]+)\"").matcher(page.body());

            assertThat(files.results().map(file -> file.group(1)).distinct())
                    .hasSize(6)
                    .allSatisfy(file -> {
                        HttpResponse<String> response = client.get("/" + file);
                        assertThat(response.statusCode()).isEqualTo(200);
                        assertThat(response.headers().firstValue("Cache-Control"))
                                .hasValue("public, max-age=31536000, immutable");
                        assertSecured(response);
                    });
            String entityTag = page.headers().firstValue("ETag").orElseThrow();
            assertThat(client.get("/", "If-None-Match", entityTag).statusCode()).isEqualTo(304);
        }

        /** As while the service is updated. */
        @Test
        void filesOfAnotherVersionAreNotKept() {
            HttpResponse<String> script = client.get("/assets/0123456789abcdef/page.js");

            assertThat(script.statusCode()).isEqualTo(200);
            assertThat(script.body()).contains("import { Ranking, table } from './charts.js'");
            assertThat(script.headers().firstValue("Cache-Control")).hasValue("no-store");
        }

        @Test
        void pageRunsNoScriptOfItsOwn() {
            assertThat(client.get("/").body())
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:|https?://(?!www\\.w3\\.org)");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/webjars/chart.js/4.5.1/dist/chart.umd.min.js",
                    "/dev/orderpipeline/cdm/page/page.html",
                    "/application.yml",
                    "/page.html"
                })
        void nothingElseOfTheClassPathIsServed(String path) {
            assertThat(client.get(path).statusCode()).isEqualTo(404);
        }

        private void assertSecured(HttpResponse<?> response) {
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self';")
                    .doesNotContain("unsafe", "http:", "*");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
    }

    /** With its required parameters. */
    private static String address(String path) {
        return path.equals(USERS) ? path + "?id=" + USER : path;
    }

    private static String hubKey(String businessKey) {
        return UserKeys.of(businessKey).get(0).toString();
    }

    @Test
    void pageIsSwitchedOffByAVariable() {
        Map<String, String> without = new HashMap<>(variables);
        without.put("MARTS_PAGE", "false");
        without.put("SERVER_PORT", workspace.variables("reports", "counters").get("SERVER_PORT"));
        try (RunningService other = RunningService.start(CdmApplication.class, without)) {
            assertThat(List.of("/", "/api/summary", "/api/openapi.json"))
                    .allSatisfy(path -> assertThat(other.get(path).statusCode()).isEqualTo(404));
            assertThat(other.get("/health").statusCode()).isEqualTo(200);
        }
    }
}
