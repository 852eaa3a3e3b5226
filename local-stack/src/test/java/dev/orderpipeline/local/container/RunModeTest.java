package dev.orderpipeline.local.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.local.process.LocalStackException;
import org.junit.jupiter.api.Test;

class RunModeTest {

    @Test
    void modeIsFoundByName() {
        assertThat(RunMode.of("embedded")).isEqualTo(RunMode.EMBEDDED);
        assertThat(RunMode.of("containers")).isEqualTo(RunMode.CONTAINERS);
    }

    @Test
    void unknownModeIsReportedWithAllModes() {
        assertThatThrownBy(() -> RunMode.of("Docker"))
                .isInstanceOf(LocalStackException.class)
                .hasMessage("The local stack could not start: -Dlocal.stack must be one of embedded, containers,"
                        + " was 'Docker'.");
    }
}
