package dev.orderpipeline.observability;

import dev.orderpipeline.quickstart.service.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The rules of {@code observability/prometheus/alerts.yml}. */
final class Alerts {

    static final Path FOLDER = Installation.ofThisProgram().root().resolve("observability/prometheus");
    static final Path FILE = FOLDER.resolve("alerts.yml");

    private Alerts() {}

    record Alert(String name, String query, Map<String, String> labels, Map<String, String> annotations) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Alert> read() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(Files.readString(FILE));
        return file.get("groups").stream()
                .flatMap(group -> group.get("rules").stream())
                .map(rule -> new Alert(
                        rule.get("alert").toString(),
                        rule.get("expr").toString(),
                        texts(rule, "labels"),
                        texts(rule, "annotations")))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(Map<String, Object> rule, String key) {
        return (Map<String, String>) rule.get(key);
    }
}
