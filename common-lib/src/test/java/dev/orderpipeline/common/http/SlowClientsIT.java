package dev.orderpipeline.common.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.orderpipeline.common.http.SlowClients.Kind;
import dev.orderpipeline.testing.CapturedLog;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A service all of whose dependencies are down, and clients that occupy its port. */
class SlowClientsIT {

    private static IdleService service;

    @BeforeAll
    static void startService() {
        service = IdleService.start();
        await().ignoreExceptions()
                .until(() -> service.get("/health/readiness").body().contains("refused"));
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 500})
    void unreadMetricsDoNotDelayProbes(int clients) throws Exception {
        try (SlowClients slow = new SlowClients(service.port(), clients, Kind.UNREAD_METRICS)) {
            assertProbesRespond(slow);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void probesRespondDespiteSlowClients(Kind kind) throws Exception {
        try (SlowClients slow = new SlowClients(service.port(), 40, kind)) {
            assertProbesRespond(slow);
        }
    }

    @Test
    void probesRespondDespiteAllKindsOfSlowClients() throws Exception {
        try (SlowClients slow = new SlowClients(service.port(), 40, Kind.values())) {
            assertProbesRespond(slow);
            // It may be refused, but never for long.
            await().untilAsserted(() ->
                    assertThat(service.get("/prometheus").body()).contains("pipeline_records_consumed_total"));
            assertThat(service.get("/info").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void clientsThatReadNothingAreDisconnectedSilently() throws Exception {
        try (CapturedLog log = new CapturedLog();
                SlowClients slow = new SlowClients(service.port(), 10, Kind.values())) {
            assertProbesRespond(slow);
            assertThat(log.lines()).noneMatch(SlowClientsIT::isOfWebServer);
        }
    }

    /** As of a scraper that is set to HTTPS: one at each scrape. */
    @Test
    void nonHttpRequestIsRejectedSilently() throws Exception {
        Logger webServer = (Logger) LoggerFactory.getLogger("org.apache.coyote.http11");
        Logger root = webServer.getLoggerContext().getLogger(Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        // As it is in a service.
        root.setLevel(Level.INFO);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        webServer.addAppender(lines);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            byte[] tlsClientHello = {0x16, 3, 1, 0, 60, 1, 0, 0, 56, 3, 3, '\r', '\n'};
            socket.getOutputStream().write(tlsClientHello);

            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 400");
            assertThat(lines.list).isEmpty();
        } finally {
            webServer.detachAppender(lines);
            root.setLevel(before);
        }
    }

    @Test
    void serviceStopsWithoutWaitingForClients() throws Exception {
        IdleService ending = IdleService.start();
        ending.get("/health/readiness");
        try (ending;
                SlowClients slow = new SlowClients(ending.port(), 10, Kind.values());
                CapturedLog log = new CapturedLog()) {
            long start = System.nanoTime();
            ending.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            assertThat(log.lines()).noneMatch(SlowClientsIT::isOfWebServer);
            await().until(() -> !slow.areRunning());
        }
    }

    private static boolean isOfWebServer(CapturedLog.Line line) {
        return Stream.of(
                        "org.apache.catalina.",
                        "org.apache.coyote.",
                        "org.apache.tomcat.",
                        "org.springframework.web.",
                        "reactor.")
                .anyMatch(line.logger()::startsWith);
    }

    private static void assertProbesRespond(SlowClients slow) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int probe = 0; probe < 3; probe++) {
            times.add(time("/health", 200));
            times.add(time("/health/readiness", 503));
        }
        Collections.sort(times);
        // Within one where the machine is not busy. The longest is limited by the client.
        assertThat(times.get(times.size() / 2)).as("%s", times).isLessThan(Duration.ofSeconds(2));
        assertThat(slow.areRunning()).isTrue();
    }

    private static Duration time(String path, int status) throws Exception {
        long start = System.nanoTime();
        assertThat(service.get(path).statusCode()).isEqualTo(status);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
