package dev.orderpipeline.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/** The result of a service's command, run in this JVM. */
public record CommandRun(int exitCode, String out, String err) {

    /** A command that uses a service's application context. */
    public interface Command {
        int execute(SpringApplication application, PrintWriter out, PrintWriter err, String... arguments);
    }

    /**
     * Runs a command until it ends.
     *
     * @param variables the service's environment
     */
    public static CommandRun of(
            Command command, Class<?> application, Map<String, String> variables, String... arguments) {
        SpringApplication spring = new SpringApplication(application);
        spring.setDefaultProperties(Map.copyOf(variables));
        spring.setRegisterShutdownHook(false);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = command.execute(spring, new PrintWriter(out), new PrintWriter(err), arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    public List<String> lines() {
        return out.lines().toList();
    }
}
