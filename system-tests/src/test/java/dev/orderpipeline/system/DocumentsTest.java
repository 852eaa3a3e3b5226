package dev.orderpipeline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.GeneratedOrders;
import dev.orderpipeline.quickstart.Quickstart;
import dev.orderpipeline.quickstart.check.ReportQuestions;
import dev.orderpipeline.quickstart.service.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** The documents agree with one another, with the files of the checkout and with the programs. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void readmeHasAtMost150Lines() {
        assertThat(text(ROOT.resolve("README.md")).lines()).hasSizeLessThanOrEqualTo(150);
    }

    @Nested
    class Links {

        private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
        private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");

        static Stream<Path> documents() throws IOException {
            try (Stream<Path> top = Files.list(ROOT);
                    Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
                return Stream.concat(top, docs)
                        .filter(file -> file.toString().endsWith(".md"))
                        .sorted()
                        .toList()
                        .stream();
            }
        }

        @ParameterizedTest
        @MethodSource("documents")
        void targetsExist(Path document) {
            List<String> targets = LINK.matcher(CODE.matcher(text(document)).replaceAll("``"))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.contains("://"))
                    .toList();

            assertThat(targets).allSatisfy(target -> {
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
                assertThat(file).exists();
                if (parts.length > 1) {
                    assertThat(anchors(file)).contains(parts[1]);
                }
            });
        }

        /** As GitHub makes them of headings. */
        private static Set<String> anchors(Path document) {
            return text(document)
                    .replaceAll("(?ms)^```.*?^```", "")
                    .lines()
                    .filter(line -> line.matches("#+ .*"))
                    .map(line -> line.replaceFirst("#+ ", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        }
    }

    @Nested
    class Reliability {

        private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

        @Test
        void namesTestsThatExist() throws IOException {
            Set<String> tests;
            try (Stream<Path> files = Files.find(
                    ROOT, 12, (file, attributes) -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))) {
                tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                        .collect(Collectors.toSet());
            }
            Set<String> named = TEST_CLASS
                    .matcher(text(ROOT.resolve("docs/reliability.md")))
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.toSet());

            assertThat(named).isNotEmpty();
            assertThat(tests).containsAll(named);
        }
    }

    @Nested
    class Reporting {

        private static final Pattern SHOWN =
                Pattern.compile("(?s)<!-- questions -->\n\n(.*)\n<!-- end of questions -->");

        private static final List<String> SHOWN_QUESTIONS = List.of(
                "order",
                "order_history",
                "order_lines",
                "user_orders",
                "user_counters",
                "recently_loaded",
                "revenue_by_category_and_day",
                "revenue_by_restaurant_and_day",
                "top_products");

        @Test
        void everyFileOfReportsIsLinked() {
            String document = text(ROOT.resolve("docs/reporting.md"));

            assertThat(new ReportQuestions(Installation.ofThisProgram()).names())
                    .allSatisfy(name -> assertThat(document).contains("reporting/" + name + ".sql"));
        }

        /** {@code -Ddocuments.refresh} writes them. */
        @Test
        void dataModelShowsTheFilesOfReports() throws IOException {
            Path file = ROOT.resolve("docs/data-model.md");
            Matcher shown = SHOWN.matcher(text(file));
            assertThat(shown.find()).isTrue();
            ReportQuestions questions = new ReportQuestions(Installation.ofThisProgram());
            String expected = SHOWN_QUESTIONS.stream()
                    .map(name -> "```sql\n" + questions.text(name).strip() + "\n```\n")
                    .collect(Collectors.joining("\n"));
            if (Boolean.getBoolean("documents.refresh")) {
                String document = text(file);
                Files.writeString(
                        file, document.substring(0, shown.start(1)) + expected + document.substring(shown.end(1)));
            }

            assertThat(SHOWN.matcher(text(file)).results().map(found -> found.group(1)))
                    .containsExactly(expected);
        }
    }

    /** Commands and queries in the documents for the data of a quickstart without options. */
    @Nested
    class Examples {

        private static final Pattern HASHED = Pattern.compile("md5\\('([^'…]+)'\\)");
        private static final long ORDERS = 10_000;
        private static final long SEED = 1;

        private final String quickstart = text(ROOT.resolve("docs/quickstart.md"));
        private final String dataModel = text(ROOT.resolve("docs/data-model.md"));

        @Test
        void keysAreThoseOfGeneratedOrders() {
            List<String> keys =
                    HASHED.matcher(dataModel).results().map(MatchResult::group).toList();
            assertThat(keys).hasSizeGreaterThanOrEqualTo(2);

            assertThat(HASHED.matcher(dataModel).results().map(key -> key.group(1)
                            .split("\\|\\|")))
                    .allSatisfy(components -> assertThat(messages()).anyMatch(message -> Stream.of(components)
                            .allMatch(component -> message.contains("\"" + component + "\"")
                                    || message.contains(" " + component + ","))));
        }

        @Test
        void everyOptionIsExplained() {
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            List<OptionSpec> options = Quickstart.commandLine(
                            new Program(new Terminal(nowhere, false, false, 80), new StopSignal(), nowhere, nowhere))
                    .getCommandSpec()
                    .options();

            assertThat(options).allSatisfy(option -> assertThat(quickstart).contains("`" + option.longestName()));
        }

        @Test
        void numbersOfMessagesAreThoseOfTheGenerator() {
            GeneratedOrders orders = new GeneratedOrders(ORDERS, SEED);
            long invalid = orders.records()
                    .filter(record -> record.expectedErrorCode() != null)
                    .count();
            long stored = orders.records()
                    .filter(record -> "REFERENCE_NOT_FOUND".equals(record.expectedErrorCode()))
                    .count();

            assertThat(String.join(" ", orders.explanation(12_653)))
                    .contains("Of the 12,653 messages, " + invalid + " are invalid records")
                    .contains("The others belong to 10,000 orders")
                    .contains("for " + stored + " invalid records")
                    .doesNotContain("  ");
            assertThat(quickstart).contains("12,653 order messages").contains("order_events            10,003");
            assertThat(text(ROOT.resolve("README.md"))).contains("12,653 order messages");
            assertThat(orders.records()).hasSize(12_653);
        }

        private static Stream<String> messages() {
            return new GeneratedOrders(ORDERS, SEED)
                    .records()
                    .filter(record -> record.value() != null)
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
