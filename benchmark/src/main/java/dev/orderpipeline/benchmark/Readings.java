package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.Exposition;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the processes of a pipeline have used up so far, all replicas of a service together.
 *
 * @param cpu time of the processors by program; of PostgreSQL, that of the processes that still run
 * @param steps seconds by stage and step of the loop
 * @param stepCpu the same, but only those on a processor
 * @param tables seconds by stage and table, in statements; they are a part of the step "write"
 * @param memory by stage, of its largest replica; empty where the system does not say
 */
record Readings(
        Map<String, Duration> cpu,
        Map<Stage, Map<String, Double>> steps,
        Map<Stage, Map<String, Double>> stepCpu,
        Map<Stage, Map<String, Double>> tables,
        Map<Stage, Memory> memory) {

    private static final Pattern STATUS_LINE = Pattern.compile("(\\w+):\\s+(\\d+) kB");

    /** @param now bytes resident now, and at most so far */
    record Memory(long now, long peak) {

        private static Memory larger(Memory one, Memory other) {
            return new Memory(Math.max(one.now, other.now), Math.max(one.peak, other.peak));
        }
    }

    static Readings of(LocalStack stack, List<ServiceProcess> services) {
        Readings readings = new Readings(
                new LinkedHashMap<>(),
                new EnumMap<>(Stage.class),
                new EnumMap<>(Stage.class),
                new EnumMap<>(Stage.class),
                new EnumMap<>(Stage.class));
        services.forEach(readings::add);
        readings.cpu.put("PostgreSQL", cpu(stack.postgres()));
        readings.cpu.put("Kafka", cpu(stack.kafka()));
        readings.cpu.put("Redis", cpu(stack.redis()));
        readings.cpu.put("the benchmark itself", cpu(ProcessHandle.current()));
        return readings;
    }

    /** What has been used up since then; memory is that of now. */
    Readings since(Readings before) {
        Map<String, Duration> cpuSince = new LinkedHashMap<>();
        cpu.forEach((program, time) -> cpuSince.put(program, time.minus(before.cpu.get(program))));
        return new Readings(
                cpuSince,
                since(steps, before.steps),
                since(stepCpu, before.stepCpu),
                since(tables, before.tables),
                memory);
    }

    private static Map<Stage, Map<String, Double>> since(
            Map<Stage, Map<String, Double>> now, Map<Stage, Map<String, Double>> before) {
        Map<Stage, Map<String, Double>> since = new EnumMap<>(now);
        since.replaceAll((stage, seconds) -> {
            Map<String, Double> difference = new TreeMap<>(seconds);
            difference.replaceAll((name, value) ->
                    value - before.getOrDefault(stage, Map.of()).getOrDefault(name, 0.0));
            return difference;
        });
        return since;
    }

    private void add(ServiceProcess service) {
        Stage stage = service.stage();
        Exposition exposition = service.exposition()
                .orElseThrow(() -> new CommandFailedException(
                        stage.service() + " does not say what it has done. " + service.logTail()));
        add(steps, stage, exposition.sumBy("step", "pipeline_step_seconds_sum"));
        add(stepCpu, stage, exposition.sumBy("step", "pipeline_step_cpu_seconds_total"));
        add(tables, stage, exposition.sumBy("table", "pipeline_table_seconds_sum"));
        ProcessHandle.of(service.pid()).ifPresent(process -> cpu.merge(stage.service(), cpu(process), Duration::plus));
        memory(service.pid()).ifPresent(bytes -> memory.merge(stage, bytes, Memory::larger));
    }

    private static void add(Map<Stage, Map<String, Double>> sums, Stage stage, Map<String, Double> seconds) {
        Map<String, Double> ofStage = sums.computeIfAbsent(stage, missing -> new TreeMap<>());
        seconds.forEach((name, value) -> ofStage.merge(name, value, Double::sum));
    }

    /** Of the server and of all that it has started. */
    private static Duration cpu(LocalServer server) {
        return ProcessHandle.of(server.pid())
                .map(process -> process.descendants().map(Readings::cpu).reduce(cpu(process), Duration::plus))
                .orElse(Duration.ZERO);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Linux says it; other systems would have to be asked in their own way. */
    static Optional<Memory> memory(long pid) {
        try {
            Map<String, Long> kilobytes = new TreeMap<>();
            Matcher line = STATUS_LINE.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            while (line.find()) {
                kilobytes.put(line.group(1), Long.parseLong(line.group(2)));
            }
            return Optional.of(new Memory(kilobytes.get("VmRSS") * 1024, kilobytes.get("VmHWM") * 1024));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
