package dev.orderpipeline.observability;

import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** Prometheus as a process, with the configuration and the alerts of compose; it scrapes every second. */
final class PrometheusServer implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ChildProcess process;
    private final String url;

    private PrometheusServer(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * @param targets host and port of what it scrapes
     * @param folder an empty one, for its data
     */
    static PrometheusServer start(List<String> targets, Path folder) throws IOException {
        String address = Ports.HOST + ":" + Ports.free();
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), configuration(targets));
        ChildProcess process = ChildProcess.start(
                "prometheus",
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + address),
                Map.of(),
                folder.resolve("prometheus.log"));
        return new PrometheusServer(process, "http://" + address);
    }

    @SuppressWarnings("unchecked")
    private static String configuration(List<String> targets) throws IOException {
        Map<String, Object> settings = new Yaml().load(Files.readString(Alerts.FOLDER.resolve("prometheus.yml")));
        settings.put("global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"));
        settings.put("rule_files", List.of(Alerts.FILE.toString()));
        Map<String, Object> job = ((List<Map<String, Object>>) settings.get("scrape_configs")).get(0);
        job.put("static_configs", List.of(Map.of("targets", targets)));
        return new Yaml().dump(settings);
    }

    /**
     * The present values of a query, without NaN.
     *
     * @throws IllegalStateException with Prometheus' own message, if it rejects the query
     */
    List<Double> query(String text) throws IOException, InterruptedException {
        URI address = URI.create(url + "/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
        String body = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
        JsonNode response = Json.parse(body);
        if (!response.get("status").asString().equals("success")) {
            throw new IllegalStateException(text + ": " + body);
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode series : response.at("/data/result")) {
            values.add(Double.valueOf(series.get("value").get(1).asString().replace("Inf", "Infinity")));
        }
        values.removeIf(value -> value.isNaN());
        return values;
    }

    @Override
    public void close() {
        process.kill();
    }
}
