package dev.orderpipeline.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

/** Runs a process with a locale of its own: a JVM chooses the encoding of the environment at start. */
class LocaleTest {

    /** "пароль" in UTF-8, for printf. */
    private static final String CYRILLIC = "\\320\\277\\320\\260\\321\\200\\320\\276\\320\\273\\321\\214";

    /** Validates the settings and exits. */
    static final class Service {
        public static void main(String[] arguments) {
            SpringApplication spring = new SpringApplication(Service.class);
            spring.addInitializers(context -> {
                System.out.println("accepted "
                        + context.getEnvironment().getProperty("PG_PASSWORD").equals("пароль"));
                System.exit(0);
            });
            spring.run(
                    "--pipeline.name=service",
                    "--pipeline.schema=s",
                    "--pipeline.source-topic=in",
                    "--pipeline.destination-topic=out");
        }
    }

    @Test
    void undecodableCharactersAreReportedWithRemedy(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("log");

        assertThat(run(
                        log,
                        "C",
                        "PG_PASSWORD=\"$(printf '" + CYRILLIC + "')\" CERTIFICATE_PATH=\"/$(printf '" + CYRILLIC
                                + "')\""))
                .isEqualTo(1);

        String remedy =
                " contains characters that the locale can't decode (its encoding is US-ASCII): set LC_ALL=C.UTF-8 in the"
                        + " environment of the service";
        assertThat(Files.readString(log, UTF_8))
                .contains("- PG_PASSWORD" + remedy, "- CERTIFICATE_PATH" + remedy)
                .doesNotContain("\uFFFD", "\tat ");
    }

    @Test
    void utf8LocaleAcceptsNonAsciiValues(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("log");

        assertThat(run(log, "C.UTF-8", "PG_PASSWORD=\"$(printf '" + CYRILLIC + "')\""))
                .isZero();

        assertThat(Files.readString(log, UTF_8)).contains("accepted true");
    }

    @Test
    void invalidUtf8IsReported(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("log");

        assertThat(run(log, "C.UTF-8", "PG_PASSWORD=\"$(printf '\\377')\"")).isEqualTo(1);

        assertThat(Files.readString(log, UTF_8)).contains("- PG_PASSWORD must be valid UTF-8, contains other bytes");
    }

    /** @param variables in the shell's syntax, so that their bytes do not depend on this JVM's locale */
    private static int run(Path log, String locale, String variables) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ChildProcess service = ChildProcess.start(
                "service",
                List.of(
                        "sh",
                        "-c",
                        variables + " PG_USER=loader exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$1\" \"$2\"",
                        java,
                        System.getProperty("java.class.path"),
                        Service.class.getName()),
                Map.of("LC_ALL", locale),
                log);
        try {
            assertThat(service.awaitExit(Duration.ofMinutes(2))).isTrue();
            return service.exitCode().orElseThrow();
        } finally {
            service.kill();
        }
    }
}
