package dev.orderpipeline.quickstart.service;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables that a service process gets from this one. */
public final class ServiceEnvironment {

    /** A process inherits the variables of the user's shell, which may refer to other servers. */
    private static final Pattern SERVICE_VARIABLE = Pattern.compile(
            "(KAFKA|PG|REDIS)_.*|CERTIFICATE_PATH|JOB_INTERVAL|BATCH_SIZE|CONCURRENCY|SERVER_PORT|MARTS_PAGE");

    private static final String UNSET = "";

    private ServiceEnvironment() {}

    /** Unsets the services' variables of the user's shell. The map may be modified. */
    public static Map<String, String> blank() {
        Map<String, String> environment = new TreeMap<>();
        System.getenv().keySet().stream()
                .filter(variable -> SERVICE_VARIABLE.matcher(variable).matches())
                .forEach(variable -> environment.put(variable, UNSET));
        return environment;
    }
}
