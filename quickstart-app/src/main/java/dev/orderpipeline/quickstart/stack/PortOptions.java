package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where everything listens: at the same places in every run, so that other programs find them again. */
public final class PortOptions {

    private static final int KAFKA = 19092;
    private static final int POSTGRES = 15432;
    private static final int REDIS = 16379;
    private static final int STG = 5101;
    private static final int DDS = 5102;
    private static final int CDM = 5103;

    private static final int MAX_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "Kafka's port. Default: " + KAFKA)
    @Range(min = 1, max = MAX_PORT)
    private Integer kafka;

    @Option(names = "--postgres-port", paramLabel = "PORT", description = "PostgreSQL's port. Default: " + POSTGRES)
    @Range(min = 1, max = MAX_PORT)
    private Integer postgres;

    @Option(names = "--redis-port", paramLabel = "PORT", description = "Redis' port. Default: " + REDIS)
    @Range(min = 1, max = MAX_PORT)
    private Integer redis;

    @Option(names = "--stg-port", paramLabel = "PORT", description = "stg-service's port. Default: " + STG)
    @Range(min = 1, max = MAX_PORT)
    private Integer stg;

    @Option(names = "--dds-port", paramLabel = "PORT", description = "dds-service's port. Default: " + DDS)
    @Range(min = 1, max = MAX_PORT)
    private Integer dds;

    @Option(
            names = "--cdm-port",
            paramLabel = "PORT",
            description = "cdm-service's port. Default: " + CDM + ". Of all six: a default that is taken by another "
                    + "program is replaced by a free port")
    @Range(min = 1, max = MAX_PORT)
    private Integer cdm;

    /** The ports of one run, reserved for it. */
    record Reserved(int kafka, int postgres, int redis, Map<Stage, Integer> services) {}

    private record PortRequest(String name, Integer given, int preferred) {

        String option() {
            return "--%s-port".formatted(name);
        }
    }

    /**
     * Reserves all of them.
     *
     * @throws ParameterException if one that was given is taken
     */
    public Reserved reserve(Terminal terminal) {
        Map<String, Integer> ports = new HashMap<>();
        Stream.of(
                        new PortRequest("kafka", kafka, KAFKA),
                        new PortRequest("postgres", postgres, POSTGRES),
                        new PortRequest("redis", redis, REDIS),
                        new PortRequest("stg", stg, STG),
                        new PortRequest("dds", dds, DDS),
                        new PortRequest("cdm", cdm, CDM))
                // What was given first: it may be the default of another.
                .sorted(Comparator.comparing(request -> request.given() == null))
                .forEach(request -> ports.put(request.name(), reserve(request, terminal)));
        Map<Stage, Integer> services = new EnumMap<>(Stage.class);
        List.of(Stage.values()).forEach(stage -> services.put(stage, ports.get(stage.shortName())));
        return new Reserved(ports.get("kafka"), ports.get("postgres"), ports.get("redis"), services);
    }

    private int reserve(PortRequest request, Terminal terminal) {
        return Optional.ofNullable(request.given())
                .map(given -> reserveGiven(request.option(), given))
                .orElseGet(() -> {
                    int port = Ports.reserveOrOther(request.preferred());
                    if (port != request.preferred()) {
                        terminal.line("Port %d is taken: %s gets %d. %s chooses another"
                                .formatted(request.preferred(), request.name(), port, request.option()));
                    }
                    return port;
                });
    }

    private int reserveGiven(String option, int port) {
        if (!Ports.reserve(port)) {
            throw wrong("%s %d is taken: end what listens there, or give another port".formatted(option, port));
        }
        return port;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
