package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.local.LocalStack;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables that point a service to the local stack. */
public final class ServiceEnvironment {

    /** A process inherits the variables of the user's shell, which may refer to other servers. */
    private static final Pattern SERVICE_VARIABLE =
            Pattern.compile("(KAFKA|PG|REDIS)_.*|CERTIFICATE_PATH|JOB_INTERVAL|BATCH_SIZE|CONCURRENCY|SERVER_PORT");

    private static final String UNSET = "";

    private ServiceEnvironment() {}

    /** Unsets the services' variables of the user's shell. The map may be modified. */
    public static Map<String, String> blank() {
        Map<String, String> environment = new HashMap<>();
        System.getenv().keySet().stream()
                .filter(variable -> SERVICE_VARIABLE.matcher(variable).matches())
                .forEach(variable -> environment.put(variable, UNSET));
        return environment;
    }

    /** @param partitions of the topics that the service creates */
    public static Map<String, String> of(LocalStack stack, String database, int partitions) {
        Map<String, String> environment = new TreeMap<>(blank());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers());
        environment.put("KAFKA_CREATE_TOPICS", "true");
        environment.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(partitions));
        environment.put("PG_HOST", stack.postgres().host());
        environment.put("PG_PORT", Integer.toString(stack.postgres().port()));
        environment.put("PG_DB_NAME", database);
        environment.put("PG_USER", stack.postgres().user());
        environment.put("REDIS_HOST", stack.redis().host());
        environment.put("REDIS_PORT", Integer.toString(stack.redis().port()));
        return environment;
    }
}
