package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    @Test
    void equalTablesHaveNone() {
        Map<String, List<String>> tables = Map.of("t", List.of("a", "b"));

        assertThat(Differences.between("somebody", tables, Map.of("t", List.of("a", "b"), "other", List.of("c"))))
                .isEmpty();
    }

    @Test
    void rowsOfOneSideOnlyAreShown() {
        assertThat(Differences.between("somebody", Map.of("t", List.of("a", "b")), Map.of("t", List.of("b", "c", "d"))))
                .containsExactly("""
                        t is not as somebody has it (3 rows instead of 2)
                            missing: a
                            too much: c
                            too much: d""");
    }

    @Test
    void rowThatStandsTwiceIsADifference() {
        assertThat(Differences.between("somebody", Map.of("t", List.of("a")), Map.of("t", List.of("a", "a"))))
                .containsExactly("t is not as somebody has it (2 rows instead of 1)");
    }
}
