package dev.orderpipeline.common.testing;

import dev.orderpipeline.common.deadletter.command.DeadLettersCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/** A run of {@code dead-letters} in this JVM: what came of it. */
public record CommandRun(int exitCode, String out, String err) {

    /** @param variables the service's own */
    public static CommandRun deadLetters(Class<?> application, Map<String, String> variables, String... arguments) {
        SpringApplication spring = new SpringApplication(application);
        spring.setDefaultProperties(Map.copyOf(variables));
        spring.setRegisterShutdownHook(false);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = DeadLettersCommand.execute(spring, new PrintWriter(out), new PrintWriter(err), arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    public List<String> lines() {
        return out.lines().toList();
    }
}
