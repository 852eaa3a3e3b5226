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
 * CPU time, step times and memory of the processes of a pipeline; replicas of a service are added up.
 *
 * @param cpu CPU time by program; of PostgreSQL, without ended processes
 * @param steps seconds by stage and step of the loop
 * @param stepCpu the CPU time of these steps
 * @param tables seconds of statements by stage and table, a part of the step "write"
 * @param memory by stage, of its largest replica; empty if the system does not report it
 */
record ResourceUsage(
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

    static ResourceUsage of(LocalStack stack, List<ServiceProcess> services) {
        ResourceUsage usage = new ResourceUsage(
                new LinkedHashMap<>(),
                new EnumMap<>(Stage.class),
                new EnumMap<>(Stage.class),
                new EnumMap<>(Stage.class),
                new EnumMap<>(Stage.class));
        services.forEach(usage::add);
        usage.cpu.put("PostgreSQL", cpu(stack.postgres()));
        usage.cpu.put("Kafka", cpu(stack.kafka()));
        usage.cpu.put("Redis", cpu(stack.redis()));
        usage.cpu.put("the benchmark itself", cpu(ProcessHandle.current()));
        return usage;
    }

    /** The difference to an earlier usage; memory is the current one. */
    ResourceUsage since(ResourceUsage before) {
        Map<String, Duration> cpuSince = new LinkedHashMap<>();
        cpu.forEach((program, time) -> cpuSince.put(program, time.minus(before.cpu.get(program))));
        return new ResourceUsage(
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
                        stage.service() + " does not serve its metrics. " + service.logTail()));
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

    /** Of the server and its child processes. */
    private static Duration cpu(LocalServer server) {
        return ProcessHandle.of(server.pid())
                .map(process -> process.descendants().map(ResourceUsage::cpu).reduce(cpu(process), Duration::plus))
                .orElse(Duration.ZERO);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** From /proc, which only Linux has. */
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
