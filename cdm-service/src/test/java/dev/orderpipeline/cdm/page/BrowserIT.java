package dev.orderpipeline.cdm.page;

import static dev.orderpipeline.cdm.Reports.key;
import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.cdm.CdmApplication;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.OutageFixture;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The page in a browser: a service is started on empty tables, counts orders, and loses PostgreSQL; the tests follow that
 * order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserIT {

    private static final String DATABASE = "dwh";
    private static final String USER = "6a8d56e9-715e-814c-27c2-0c4d77ad79f6";
    private static final String BUSINESS_KEY = "626a81ce9a8cd1920641e296";

    private static final List<String> NAMES = List.of(
            "Рис с лимоном и очень длинным названием, которое никуда не помещается",
            "كعكة بالشوكولاتة",
            "麻婆豆腐",
            "👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳👩‍🍳",
            "<img src=x onerror=alert(1)>",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
            "Soup",
            "Stew",
            "Cake",
            "Tea",
            "Coffee",
            "Bread");

    @TempDir
    private static Path directory;

    private static Browser browser;
    private static LocalPostgres postgres;
    private static OutageFixture fixture;
    private static PageClient client;

    @BeforeAll
    static void start() {
        browser = Browser.start();
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
        fixture.service().awaitReady();
        client = new PageClient(fixture.variables().get("SERVER_PORT"));
        eventually().until(() -> client.get("/api/summary").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (fixture != null) {
            fixture.close();
            postgres.stop();
        }
    }

    @BeforeEach
    void open() {
        browser.resize(1280, 900);
        browser.prefer("light");
        browser.clearErrors();
        browser.open(client.address() + "/");
        browser.await(() -> assertThat(state()).isEqualTo("live"));
    }

    @AfterEach
    void leave() {
        browser.run("localStorage.clear()");
    }

    @Test
    @Order(1)
    void emptyMartsSayWhatToDo() {
        assertThat(browser.element("#empty").isDisplayed()).isTrue();
        assertThat(browser.text("#empty")).contains("./quickstart", "docker compose --profile demo up");
        assertThat(browser.text("#orders")).isEqualTo("0");
        assertThat(browser.element("#rankings-title").isDisplayed()).isFalse();
        Accessibility.check(browser);
        browser.assertNoErrors();
    }

    @Test
    @Order(2)
    void ordersAppearWithoutAReload() {
        fixture.send(orders());
        fixture.awaitDrained();

        browser.await(() -> assertThat(browser.text("#orders")).isEqualTo("78"));
        browser.await(() -> assertThat(browser.element("#empty").isDisplayed()).isFalse());
        assertThat(browser.text("#users")).isEqualTo("12");
        browser.await(() -> {
            assertThat(browser.text("#lag")).isEqualTo("0");
            assertThat(browser.text("#changes")).matches("[1-9]\\d*");
            assertThat(browser.text("#newest")).matches("\\d+ (s|min)");
        });
        browser.assertNoErrors();
    }

    @Test
    @Order(3)
    void numbersEqualTheTables() {
        assertTable("categories by_orders", "category", "sum(order_cnt)");
        assertTable("categories by_users", "category", "count(*)");
        new Select(browser.element("#top")).selectByValue("20");
        browser.await(() -> assertTable("products by_orders", "product", "sum(order_cnt)"));
        browser.await(() -> assertTable("products by_users", "product", "count(*)"));
    }

    @Test
    @Order(3)
    void chartsAreDrawnInBothThemes() {
        assertChartsAreDrawn(15, 118, 110);
        String light = background();

        browser.prefer("dark");
        browser.await(() -> assertThat(background()).isNotEqualTo(light));
        browser.await(() -> assertChartsAreDrawn(43, 181, 164));
        Accessibility.check(browser);
    }

    @Test
    @Order(3)
    void chosenThemeIsKept() {
        WebElement theme = browser.element("#theme");
        String light = background();
        theme.click();
        assertThat(theme.getDomAttribute("aria-label")).isEqualTo("Colours: light. Change");
        theme.click();
        assertThat(background()).isNotEqualTo(light);

        browser.open(client.address() + "/");
        browser.await(() -> assertThat(browser.element("#theme").getDomAttribute("aria-label"))
                .isEqualTo("Colours: dark. Change"));
        assertThat(background()).isNotEqualTo(light);
    }

    @Test
    @Order(3)
    void listIsFilteredSortedAndPaged() {
        browser.await(() -> assertThat(listed()).hasSize(12).startsWith(NAMES.get(0)));
        browser.element("#q").sendKeys("ДЛИННЫМ");
        browser.await(() -> assertThat(listed()).containsExactly(NAMES.get(0)));
        assertThat(browser.text("#matches")).isEqualTo("1 to 1 of 1 dishes");

        browser.element("#q").clear();
        browser.element("#q").sendKeys("e");
        new Select(browser.element("#sort")).selectByValue("name");
        browser.await(() -> assertThat(listed()).startsWith("<img src=x onerror=alert(1)>", "Bread", "Cake"));
        new Select(browser.element("#kind")).selectByValue("categories");
        browser.await(() -> assertThat(listed()).hasSize(4).startsWith("category 20"));
        browser.assertNoErrors();
    }

    @Test
    @Order(3)
    void userIsFoundByBothIds() {
        lookUp(BUSINESS_KEY);
        browser.await(() -> assertThat(browser.text("#user-result")).contains(USER, "12 dishes"));
        assertThat(browser.text("#user-tables")).contains("Categories", "Dishes", NAMES.get(1));

        lookUp(key(2));
        browser.await(() -> assertThat(browser.text("#user-result")).contains(key(2), "11 dishes"));

        lookUp("nobody");
        browser.await(
                () -> assertThat(browser.text("#user-result")).isEqualTo("No user with this id has a closed order."));
        assertThat(browser.elements("#user-tables table")).isEmpty();
    }

    @Test
    @Order(3)
    void keyboardReachesEverything() {
        List<String> order = new ArrayList<>();
        for (int tab = 0; tab < 30; tab++) {
            browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
            order.add(String.valueOf(
                    browser.run("const e = document.activeElement; return e.id || e.className || e.localName")));
        }
        assertThat(order)
                .containsSubsequence("skip", "theme", "top", "summary", "q", "kind", "sort", "user", "button", "a");

        browser.open(client.address() + "/");
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB, Keys.ENTER);
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("figures");
        WebElement details = browser.element("details > summary");
        details.sendKeys(Keys.ENTER);
        assertThat(browser.element("details table").isDisplayed()).isTrue();
        Accessibility.check(browser);
    }

    @Test
    @Order(3)
    void smallScreenNeedsNoScrollingToTheSide() {
        browser.resize(320, 640);
        lookUp(BUSINESS_KEY);
        browser.await(() -> assertThat(browser.text("#user-result")).contains(USER));
        browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");

        browser.await(() -> assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isEqualTo(320));
        Accessibility.check(browser);
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 1280})
    @Order(3)
    void ageOfTheNewestOrderFitsIntoALine(int width) {
        browser.resize(width, 900);

        assertThat(browser.run("""
                const newest = document.getElementById('newest');
                newest.textContent = '59 min';
                return newest.offsetHeight / parseFloat(getComputedStyle(newest).lineHeight)"""))
                .satisfies(lines -> assertThat(((Number) lines).doubleValue()).isLessThan(1.5));
    }

    @Test
    @Order(3)
    void hiddenTabDoesNotPoll() {
        browser.run("Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
                + " document.dispatchEvent(new Event('visibilitychange'))");
        browser.await(() -> assertThat(state()).isEqualTo("paused"));

        browser.run("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
        browser.await(() -> assertThat(state()).isEqualTo("live"));
        assertThat(browser.text("#announcement")).isEmpty();
    }

    @Test
    @Order(3)
    void sameFiguresAreNotRebuilt() {
        browser.run("""
                window.rows = [...document.querySelectorAll('tbody tr')];
                window.requests = 0;
                const original = window.fetch;
                window.fetch = (...request) => { window.requests += 1; return original(...request); };""");
        browser.await(
                () -> assertThat((Long) browser.run("return window.requests")).isGreaterThan(2));

        assertThat(browser.run("return window.rows.length > 0 && window.rows.every((row) => row.isConnected)"))
                .isEqualTo(true);
    }

    @Test
    @Order(3)
    void tablesOfChartsHaveDistinctNames() {
        assertThat(browser.elements("summary"))
                .extracting(WebElement::getAccessibleName)
                .containsExactly(
                        "As a table of orders by category",
                        "As a table of unique users by category",
                        "As a table of orders by dish",
                        "As a table of unique users by dish");
    }

    /** As of another replica, first for a moment and then for more than a minute. */
    @Test
    @Order(3)
    void olderSnapshotIsIgnoredForAMinute() {
        browser.run("""
                window.older = 0;
                const original = window.fetch;
                window.fetch = async (path, options) => {
                  const response = await original(path, options);
                  if (!path.startsWith('api/summary')) {
                    return response;
                  }
                  window.older += 1;
                  const headers = new Headers(response.headers);
                  headers.set('Snapshot-Age', Number(headers.get('Snapshot-Age')) + 600);
                  return new Response(JSON.stringify({ ...await response.json(), orders: 7 }), { headers });
                };""");
        browser.await(
                () -> assertThat((Long) browser.run("return window.older")).isGreaterThan(1));
        assertThat(browser.text("#orders")).isEqualTo("78");

        browser.run("const now = Date.now; Date.now = () => now() + 61_000");
        browser.await(() -> assertThat(browser.text("#orders")).isEqualTo("7"));
        assertThat(state()).isEqualTo("live");
    }

    @Test
    @Order(3)
    void lastLookupIsShown() {
        browser.run("""
                const original = window.fetch;
                window.fetch = async (path, options) => {
                  const response = await original(path, options);
                  if (path.endsWith('id=slow')) {
                    await new Promise((resolve) => { window.release = resolve; });
                    setTimeout(() => { window.released = true; }, 100);
                  }
                  return response;
                };""");
        lookUp("slow");
        browser.await(
                () -> assertThat(browser.run("return typeof window.release")).isEqualTo("function"));
        lookUp(key(2));
        browser.await(() -> assertThat(browser.text("#user-result")).contains(key(2)));

        browser.run("window.release()");
        browser.await(() -> assertThat(browser.run("return window.released")).isEqualTo(true));
        assertThat(browser.text("#user-result")).contains(key(2));
    }

    @Test
    @Order(3)
    void listThatHasBecomeShorterShowsItsLastPage() {
        browser.run("""
                const original = window.fetch;
                window.fetch = async (path, options) => {
                  const response = await original(path, options);
                  if (!path.startsWith('api/products')) {
                    return response;
                  }
                  window.fetch = original;
                  return new Response(JSON.stringify({ ...await response.json(), matching: 30 }));
                };""");
        new Select(browser.element("#sort")).selectByValue("name");
        browser.await(() -> assertThat(browser.text("#matches")).isEqualTo("1 to 12 of 30 dishes"));

        browser.element("#next").click();
        browser.await(() -> assertThat(browser.text("#matches")).isEqualTo("1 to 12 of 12 dishes"));
        assertThat(browser.element("#previous").isEnabled()).isFalse();
    }

    @Test
    @Order(3)
    void failureOfThePageIsNotOneOfTheService() {
        browser.run("""
                const original = window.fetch;
                window.broken = 0;
                window.fetch = async (path, options) => {
                  const response = await original(path, options);
                  if (!path.startsWith('api/summary')) {
                    return response;
                  }
                  window.broken += 1;
                  return new Response('{}', { headers: response.headers });
                };""");
        browser.await(
                () -> assertThat((Long) browser.run("return window.broken")).isGreaterThan(2));

        assertThat(browser.element("#banner").isDisplayed()).isFalse();
    }

    @Test
    @Order(4)
    void figuresAreKeptWhilePostgresIsDown() {
        postgres.stop();
        browser.await(() -> assertThat(browser.text("#banner"))
                .contains("These figures are not current.", "PostgreSQL is unreachable", "since"));
        assertThat(state()).isEqualTo("failed");
        assertThat(browser.text("#orders")).isEqualTo("78");
        assertThat(browser.text("#announcement")).startsWith("Stale.");
        lookUp(BUSINESS_KEY);
        browser.await(() -> assertThat(browser.text("#user-result")).startsWith("PostgreSQL is unreachable"));
        Accessibility.check(browser);

        postgres.start();
        browser.await(() -> assertThat(state()).isEqualTo("live"));
        assertThat(browser.element("#banner").isDisplayed()).isFalse();
    }

    @Test
    @Order(5)
    void pageReconnectsToARestartedService() {
        fixture.stopService();
        browser.await(() -> assertThat(browser.text("#banner")).contains("The service does not respond, since"));
        assertThat(browser.text("#live")).isEqualTo("Disconnected");
        assertThat(browser.text("#orders")).isEqualTo("78");

        try (RunningService restarted = RunningService.start(CdmApplication.class, fixture.variables())) {
            browser.await(() -> assertThat(browser.text("#live")).isEqualTo("Live"));
            assertThat(browser.element("#banner").isDisplayed()).isFalse();
            restarted.awaitReady();
        }
    }

    /** User n, from 1 on, has 13 - n orders, of one product more each. The first one is known by a business key. */
    private static List<String> orders() {
        List<String> reports = new ArrayList<>();
        for (int user = 1; user <= NAMES.size(); user++) {
            for (int order = 0; order <= NAMES.size() - user; order++) {
                String[] products = IntStream.rangeClosed(0, order)
                        .mapToObj(number -> product(100 + number, NAMES.get(number), 20 + number % 4))
                        .toArray(String[]::new);
                String report = report(1000 * user + order, user, "CLOSED", "2023-04-01 10:00:00", products);
                reports.add(
                        user == 1
                                ? report.replace("\"user\": {\"id\": \"" + key(1), "\"user\": {\"id\": \"" + USER)
                                : report);
            }
        }
        return reports;
    }

    private static String state() {
        return browser.element("#live").getDomAttribute("data-state");
    }

    private static String background() {
        return String.valueOf(browser.run("return getComputedStyle(document.documentElement).backgroundColor"));
    }

    private static void lookUp(String id) {
        browser.element("#user").clear();
        browser.element("#user").sendKeys(id, Keys.ENTER);
    }

    private static List<String> listed() {
        return texts("#items tbody th");
    }

    private static List<String> texts(String selector) {
        return ((List<?>) browser.run(
                        "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)",
                        selector))
                .stream().map(String::valueOf).toList();
    }

    /** The table of a chart has the rows of the mart. */
    private static void assertTable(String ranking, String kind, String figure) {
        String card = "[data-ranking='" + ranking + "'] ";
        List<String> names = texts(card + "tbody th");
        List<String> numbers = texts(card + "tbody td");
        List<String> shown = IntStream.range(0, names.size())
                .mapToObj(row -> names.get(row) + " " + numbers.get(row))
                .toList();
        List<String> stored =
                new JdbcTemplate(postgres.dataSource(DATABASE)).queryForList("""
                SELECT %1$s_name || ' ' || %2$s FROM cdm.user_%1$s_counters GROUP BY %1$s_id, %1$s_name
                """.formatted(kind, figure), String.class);
        assertThat(shown).isNotEmpty().containsExactlyInAnyOrderElementsOf(stored);
    }

    /** In the canvas of orders by category, the bars have the colour. */
    private static void assertChartsAreDrawn(int red, int green, int blue) {
        assertThat((List<?>) browser.run("""
                return [...document.querySelectorAll('canvas')].map((canvas) => {
                  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  let drawn = 0;
                  for (let pixel = 3; pixel < pixels.length; pixel += 4) {
                    drawn += pixels[pixel] > 0 ? 1 : 0;
                  }
                  return drawn;
                })""")).hasSize(4).allSatisfy(drawn -> assertThat((Long) drawn)
                .isGreaterThan(5_000));
        assertThat((Long) browser.run("""
                const canvas = document.querySelector('[data-ranking="categories by_orders"] canvas');
                const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                let bars = 0;
                for (let pixel = 0; pixel < pixels.length; pixel += 4) {
                  bars += arguments.length === 3
                    && [0, 1, 2].every((part) => Math.abs(pixels[pixel + part] - arguments[part]) < 3) ? 1 : 0;
                }
                return bars""", red, green, blue)).isGreaterThan(2_000);
    }
}
