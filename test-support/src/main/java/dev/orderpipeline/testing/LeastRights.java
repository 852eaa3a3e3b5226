package dev.orderpipeline.testing;

import static dev.orderpipeline.testing.Conditions.eventually;

import dev.orderpipeline.local.Workspace;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A user of PostgreSQL with the rights that a service requires, and no others. */
public final class LeastRights {

    private LeastRights() {}

    /**
     * Starts a service once as the owner of its tables, which it creates, and then as another user, to whom every right is
     * granted that its readiness reports as missing. Returns as soon as it is ready.
     *
     * @param variables the service's; the user is put into them
     */
    public static RunningService start(Class<?> application, Workspace workspace, Map<String, String> variables) {
        try (RunningService owner = RunningService.start(application, variables)) {
            owner.awaitReady();
        }
        String user = "user_of_" + workspace.database();
        workspace.execute("CREATE ROLE %s LOGIN".formatted(user));
        variables.put("PG_USER", user);
        Pattern grant = Pattern.compile("GRANT [A-Z, ]+ ON [^;:\"]+ TO " + user);
        RunningService service = RunningService.start(application, variables);
        eventually().until(() -> {
            grant.matcher(service.get("/health/readiness").body())
                    .results()
                    .map(MatchResult::group)
                    .forEach(workspace::execute);
            return service.isReady();
        });
        return service;
    }
}
