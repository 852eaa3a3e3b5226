package dev.orderpipeline.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.quickstart.service.PreparedServices;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** The machine and software of the measurements. */
final class Machine {

    private Machine() {}

    /** Typical settings for this machine: a quarter of the memory, and checkpoints some minutes apart. */
    static Map<String, String> postgresSettings() {
        return Map.of("shared_buffers", Math.round(memoryGibibytes() * 256) + "MB", "max_wal_size", "8GB");
    }

    /** The machine, the versions, PostgreSQL's settings and the date, in one sentence each. */
    static String description(LocalStack stack) {
        return "Measured on %s with %d processors and %d GiB of memory, %s %s, Java %s (%s), Kafka %s, PostgreSQL %s. "
                        .formatted(
                                processor(),
                                Runtime.getRuntime().availableProcessors(),
                                Math.round(memoryGibibytes()),
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                Runtime.version(),
                                System.getProperty("java.vm.name"),
                                AppInfoParser.getVersion(),
                                setting(stack.postgres(), "server_version"))
                + "Kafka, PostgreSQL, Redis, the services and the benchmark itself share the machine. PostgreSQL runs with "
                + Stream.of("fsync", "synchronous_commit", "shared_buffers", "max_wal_size")
                        .map(name -> name + "=" + setting(stack.postgres(), name))
                        .collect(Collectors.joining(", "))
                + ", the services with " + String.join(" ", PreparedServices.JVM_FLAGS)
                + ". " + LocalDate.now(ZoneOffset.UTC) + ".";
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static double memoryGibibytes() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 1024.0 / 1024.0 / 1024.0;
    }

    private static String setting(LocalPostgres postgres, String name) {
        return postgres.run(
                "postgres", name + " could not be read", jdbc -> jdbc.queryForObject("SHOW " + name, String.class));
    }
}
