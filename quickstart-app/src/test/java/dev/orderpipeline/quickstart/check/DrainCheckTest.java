package dev.orderpipeline.quickstart.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainCheckTest {

    private static final GroupPosition AT_END = new GroupPosition(10, 10);
    private static final GroupPosition BEHIND = new GroupPosition(9, 10);

    private final Map<Stage, Deque<GroupPosition>> answers = new EnumMap<>(Stage.class);
    private final DrainCheck check = new DrainCheck(stage -> answers.get(stage).pop());

    @BeforeEach
    void startWithAllStagesAtTheEnd() {
        for (Stage stage : Stage.values()) {
            answer(stage, AT_END, AT_END);
        }
    }

    @Test
    void drainedWhenAllStagesAreTwiceAtTheEnd() {
        assertThat(check.isDrained()).isTrue();
    }

    @Test
    void notDrainedWhileAStageIsBehind() {
        answer(Stage.DDS, BEHIND);

        assertThat(check.isDrained()).isFalse();
    }

    @Test
    void notDrainedWhenOffsetsChangeBetweenReads() {
        answer(Stage.DDS, AT_END, new GroupPosition(11, 11));

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
