package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.ResourceUsage.Memory;
import dev.orderpipeline.benchmark.ResourceUsage.Time;
import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.process.ProcessTree;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.Exposition;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * CPU time, step times and memory of the processes of a pipeline; replicas of a service are added up.
 *
 * @param cpu seconds of CPU time by program; of PostgreSQL, without ended processes
 * @param times seconds of the services' loops
 * @param memory by stage, of its largest replica; empty if the system does not report it
 */
record ResourceUsage(Map<String, Double> cpu, Map<Time, Double> times, Map<Stage, Memory> memory) {

    private static final String BENCHMARK = "the benchmark itself";

    /** What a loop spends time on. */
    enum Kind {
        STEP("step", "pipeline_step_seconds_sum"),
        /** The CPU time of a step. */
        STEP_CPU("step", "pipeline_step_cpu_seconds_total"),
        /** The statements on a table, a part of the step "write". */
        TABLE("table", "pipeline_table_seconds_sum");

        private final String label;
        private final String metric;

        Kind(String label, String metric) {
            this.label = label;
            this.metric = metric;
        }
    }

    /** @param name of the step or table */
    record Time(Stage stage, Kind kind, String name) {}

    /** @param now MiB resident now, and at most so far */
    record Memory(double now, double peak) {

        private static final Memory NONE = new Memory(0, 0);

        private static Memory larger(Memory one, Memory other) {
            return new Memory(Math.max(one.now, other.now), Math.max(one.peak, other.peak));
        }
    }

    static ResourceUsage of(LocalStack stack, List<ServiceProcess> services) {
        ResourceUsage usage =
                new ResourceUsage(new LinkedHashMap<>(), new LinkedHashMap<>(), new EnumMap<>(Stage.class));
        services.forEach(usage::add);
        usage.cpu.put("PostgreSQL", cpu(stack.postgres()));
        usage.cpu.put("Kafka", cpu(stack.kafka()));
        usage.cpu.put("Redis", cpu(stack.redis()));
        usage.cpu.put(BENCHMARK, cpu(ProcessHandle.current()));
        return usage;
    }

    /** The difference to an earlier usage; memory is the current one. */
    ResourceUsage since(ResourceUsage before) {
        return new ResourceUsage(since(cpu, before.cpu), since(times, before.times), memory);
    }

    private static <K> Map<K, Double> since(Map<K, Double> now, Map<K, Double> before) {
        Map<K, Double> since = new LinkedHashMap<>(now);
        since.replaceAll((key, seconds) -> seconds - before.getOrDefault(key, 0.0));
        return since;
    }

    /** The stages whose services were measured, in flow order. */
    Set<Stage> stages() {
        return times.keySet().stream().map(Time::stage).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The tables that a stage has written to. */
    Set<String> tables(Stage stage) {
        return times.keySet().stream()
                .filter(time -> time.stage() == stage && time.kind() == Kind.TABLE)
                .map(Time::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** 0 where nothing was measured. */
    double seconds(Stage stage, Kind kind, String name) {
        return times.getOrDefault(new Time(stage, kind, name), 0.0);
    }

    /** Seconds of CPU time of the services and servers together. */
    double cpuOfPipeline() {
        return cpu.values().stream().mapToDouble(Double::doubleValue).sum() - cpu.getOrDefault(BENCHMARK, 0.0);
    }

    /** MiB; 0 where nothing was measured. */
    double peakMemory(Stage stage) {
        return memory.getOrDefault(stage, Memory.NONE).peak();
    }

    private void add(ServiceProcess service) {
        Stage stage = service.stage();
        Exposition exposition = service.exposition()
                .orElseThrow(() -> new CommandFailedException(
                        stage.service() + " does not serve its metrics. " + service.logTail()));
        for (Kind kind : Kind.values()) {
            exposition
                    .sumBy(kind.label, kind.metric)
                    .forEach((name, seconds) -> times.merge(new Time(stage, kind, name), seconds, Double::sum));
        }
        ProcessHandle.of(service.pid()).ifPresent(process -> cpu.merge(stage.service(), cpu(process), Double::sum));
        memory(service.pid()).ifPresent(bytes -> memory.merge(stage, bytes, Memory::larger));
    }

    /** Of the server and its child processes. */
    private static double cpu(LocalServer server) {
        return ProcessHandle.of(server.pid()).stream()
                .flatMap(ProcessTree::of)
                .mapToDouble(ResourceUsage::cpu)
                .sum();
    }

    private static double cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /** From /proc, which only Linux has. */
    static Optional<Memory> memory(long pid) {
        Properties status = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("/proc/" + pid + "/status"))) {
            status.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new Memory(mebibytes(status, "VmRSS"), mebibytes(status, "VmHWM")));
    }

    /** Of a line such as {@code VmRSS: 1234 kB}, which is missing once the process has ended. */
    private static double mebibytes(Properties status, String name) {
        return Long.parseLong(status.getProperty(name, "0 kB").split(" ")[0]) / 1024.0;
    }
}
