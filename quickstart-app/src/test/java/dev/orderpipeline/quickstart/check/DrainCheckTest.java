package dev.orderpipeline.quickstart.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainCheckTest {

    private static final GroupPosition AT_END = new GroupPosition(10, 10);
    private static final GroupPosition BEHIND = new GroupPosition(9, 10);

    private final Map<Stage, Deque<GroupPosition>> answers = new EnumMap<>(Stage.class);
    private final DrainCheck check = new DrainCheck(stage -> answers.get(stage).pop());

    @Test
    void drainedWhenAllStagesAreTwiceAtTheEnd() {
        answer(Stage.STG, AT_END, AT_END);
        answer(Stage.DDS, AT_END, AT_END);
        answer(Stage.CDM, AT_END, AT_END);

        assertThat(check.isDrained()).isTrue();
    }

    @Test
    void notDrainedWhileAStageIsBehind() {
        answer(Stage.STG, AT_END, AT_END);
        answer(Stage.DDS, BEHIND);
        answer(Stage.CDM, AT_END);

        assertThat(check.isDrained()).isFalse();
    }

    @Test
    void notDrainedWhenOffsetsChangeBetweenReads() {
        answer(Stage.STG, AT_END, AT_END);
        answer(Stage.DDS, AT_END, new GroupPosition(11, 11));
        answer(Stage.CDM, AT_END, AT_END);

        assertThat(check.isDrained()).isFalse();
    }

    @Test
    void laterStagesAreReadOnlyAfterDrainedOnes() {
        answer(Stage.STG, BEHIND, BEHIND);
        answer(Stage.DDS);
        answer(Stage.CDM);

        assertThat(check.isDrained()).isFalse();
    }

    private void answer(Stage stage, GroupPosition... positions) {
        answers.put(stage, new ArrayDeque<>(List.of(positions)));
    }
}
