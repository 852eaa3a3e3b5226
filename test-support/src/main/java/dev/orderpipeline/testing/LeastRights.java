package dev.orderpipeline.testing;

import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.Workspace;
import java.time.Duration;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A user of PostgreSQL who has been granted what a service requires, and nothing else. */
public final class LeastRights {

    private LeastRights() {}

    /**
     * Lets a service make its tables as their owner, and starts it as another user, for whom every statement is run that
     * the service names as the remedy. Returns as soon as it is ready.
     *
     * @param variables the service's; the user is put into them
     */
    public static RunningService start(Class<?> application, Workspace workspace, Map<String, String> variables) {
        try (RunningService owner = RunningService.start(application, variables)) {
            await().atMost(Duration.ofMinutes(3)).until(() -> isReady(owner));
        }
        String user = "user_of_" + workspace.database();
        workspace.execute("CREATE ROLE %s LOGIN".formatted(user));
        variables.put("PG_USER", user);
        Pattern grant = Pattern.compile("GRANT [A-Z, ]+ ON [^;:\"]+ TO " + user);
        RunningService service = RunningService.start(application, variables);
        await().atMost(Duration.ofMinutes(3)).until(() -> {
            grant.matcher(service.get("/health/readiness").body())
                    .results()
                    .map(MatchResult::group)
                    .forEach(workspace::execute);
            return isReady(service);
        });
        return service;
    }

    private static boolean isReady(RunningService service) {
        return service.get("/health/readiness").statusCode() == 200;
    }
}
