package dev.orderpipeline.quickstart.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Verdict verdict =
            new Verdict(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false, false, 80));

    @Test
    void checkWithoutViolationsPasses() {
        verdict.add("Water is wet", List.of());

        assertThat(verdict.allHold()).isTrue();
        assertThat(printed()).contains("ok      Water is wet");
    }

    @Test
    void oneViolationFailsTheCheck() {
        verdict.add("Swans are white", List.of("A black one in Perth"));
        verdict.add("Water is wet", List.of());

        assertThat(verdict.allHold()).isFalse();
        assertThat(printed()).contains("FAILED  Swans are white. 1 violation:", "A black one in Perth");
    }

    @Test
    void onlyFirstViolationsArePrinted() {
        verdict.add("Swans are white", Collections.nCopies(1000, "A black one"));

        assertThat(printed().lines().filter(line -> line.contains("A black one")))
                .hasSize(5);
        assertThat(printed()).contains("1,000 violations", "...");
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
