package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.DrainBench.Compared;
import dev.orderpipeline.benchmark.Setup.Size;
import dev.orderpipeline.benchmark.Stand.Drained;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;

/** Whether more partitions, replicas and loops are of use on this machine. */
record ScalePart(Workbench bench, Plan plan) implements Part.Measurement {

    private static final List<Size> SIZES =
            List.of(new Size(1, 1, 1), new Size(4, 1, 1), new Size(4, 1, 2), new Size(4, 2, 1));

    @Override
    public void run(Protocol protocol) {
        DrainBench drains = new DrainBench(bench, plan);
        TextTable table = new TextTable().text("of each topic and service").number("the whole pipeline");
        for (Stage stage : Stage.values()) {
            table.number(stage.service() + " alone");
        }
        for (Size size : SIZES) {
            List<Drained> whole =
                    plan.repeat(bench, "The whole pipeline with " + size.description(), () -> drains.whole(size));
            List<Map<Stage, Compared>> alone =
                    plan.repeat(bench, "Each service alone with " + size.description(), () -> drains.alone(size));
            table.row(
                    size.description(),
                    Figures.of(whole, Drained::perSecond).whole(),
                    alone(alone, Stage.STG),
                    alone(alone, Stage.DDS),
                    alone(alone, Stage.CDM));
        }
        protocol.table("Orders a second", table);
    }

    private static String alone(List<Map<Stage, Compared>> runs, Stage stage) {
        return Figures.of(runs, run -> run.get(stage).drained().perSecond()).whole();
    }
}
