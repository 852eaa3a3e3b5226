package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decides whether the whole pipeline is drained.
 *
 * <p>A service commits its offsets after it has produced. So once a stage has committed its topic to the end, the end of
 * the next stage's topic is final; if two reads in flow order give the same offsets, no
 * record is in flight.
 */
public final class DrainCheck {

    private final Function<Stage, GroupPosition> positions;

    /** @param positions reads the current offsets */
    public DrainCheck(Function<Stage, GroupPosition> positions) {
        this.positions = positions;
    }

    /** Whether every stage has committed the end of its topic. Valid only after the last order was fed. */
    public boolean isDrained() {
        List<GroupPosition> first = positionsAtEnd();
        return first.size() == Stage.values().length && first.equals(positionsAtEnd());
    }

    /** The stages' positions in flow order, up to the first stage with a lag. */
    private List<GroupPosition> positionsAtEnd() {
        return Stream.of(Stage.values())
                .map(positions)
                .takeWhile(position -> position.lag() == 0)
                .toList();
    }
}
