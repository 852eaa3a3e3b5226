package dev.orderpipeline.common;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import dev.orderpipeline.common.loop.ProcessEnd;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.TimeZone;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.core.SpringProperties;

/** The {@code main} of every service. */
public final class PipelineService {

    private PipelineService() {}

    /**
     * Runs the service; or {@code dead-letters}, if that is the first argument, and ends the process with its exit
     * code; or {@code train}, an AOT training run. The process runs in UTC, whatever TZ or user.timezone is set.
     *
     * @param application the service's Spring Boot application
     */
    public static void run(Class<?> application, String... arguments) {
        setUtc();
        SpringApplication spring = new SpringApplication(application);
        if (arguments.length == 0 || arguments[0].startsWith("--")) {
            Thread.setDefaultUncaughtExceptionHandler(new FatalErrorHandler(ProcessEnd.HALT));
            spring.run(arguments);
        } else if (arguments[0].equals(TrainingRun.NAME)) {
            TrainingRun.run(spring);
        } else if (arguments[0].equals(DeadLettersCommand.NAME)) {
            System.exit(runCommand(spring, Arrays.copyOfRange(arguments, 1, arguments.length)));
        } else {
            System.err.printf(
                    "unknown command '%s'; commands: %s; without a command, the service runs%n",
                    arguments[0], DeadLettersCommand.NAME);
            System.exit(DeadLettersCommand.INVALID_USAGE);
        }
    }

    /**
     * Nothing here depends on a time zone, but the PostgreSQL driver sends the JVM's with each connection, and a server
     * that lacks it rejects the connection.
     */
    private static void setUtc() {
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    }

    /**
     * The command's output goes to standard output, all logs to standard error. The beans that AOT processing generated
     * include a web server and a loop, so the command resolves its own.
     */
    private static int runCommand(SpringApplication spring, String... arguments) {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
        PrintStream out = System.out;
        System.setOut(System.err);
        return DeadLettersCommand.execute(
                spring,
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments);
    }
}
