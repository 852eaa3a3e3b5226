package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    @Test
    void equalTablesHaveNoDifference() {
        Map<String, List<String>> tables = Map.of("t", List.of("a", "b"));

        assertThat(Differences.between(
                        "the expectation", tables, Map.of("t", List.of("a", "b"), "other", List.of("c"))))
                .isEmpty();
    }

    @Test
    void missingAndUnexpectedRowsAreShown() {
        assertThat(Differences.between(
                        "the expectation", Map.of("t", List.of("a", "b")), Map.of("t", List.of("b", "c", "d"))))
                .containsExactly("""
                        t differs from the expectation (3 rows instead of 2)
                            missing: a
                            unexpected: c
                            unexpected: d""");
    }

    @Test
    void duplicateRowIsADifference() {
        assertThat(Differences.between("the expectation", Map.of("t", List.of("a")), Map.of("t", List.of("a", "a"))))
                .containsExactly("t differs from the expectation (2 rows instead of 1)");
    }
}
