package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Decides whether everything fed has passed through the whole pipeline.
 *
 * <p>A service commits its offsets after it has produced. So once a stage has committed its topic to the end, the end of
 * the next stage's topic is final; asked in the order of the flow, and a second time with the same answers, nothing
 * can be under way any more.
 */
public final class DrainCheck {

    private final Function<Stage, GroupPosition> positions;

    /**
     * @param positions asked anew for every answer
     */
    public DrainCheck(Function<Stage, GroupPosition> positions) {
        this.positions = positions;
    }

    /** True when every stage stands at the end of its topic. To be asked only after the last order has been fed. */
    public boolean isDrained() {
        List<GroupPosition> first = positionsAtEnd();
        return first.size() == Stage.values().length && first.equals(positionsAtEnd());
    }

    /** The stages' positions in flow order, up to the first stage that still has something to take. */
    private List<GroupPosition> positionsAtEnd() {
        List<GroupPosition> atEnd = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            GroupPosition position = positions.apply(stage);
            if (position.lag() > 0) {
                break;
            }
            atEnd.add(position);
        }
        return atEnd;
    }
}
