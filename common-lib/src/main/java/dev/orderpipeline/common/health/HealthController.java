package dev.orderpipeline.common.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orderpipeline.common.loop.LoopLifecycle;
import dev.orderpipeline.common.loop.LoopStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The probes' endpoints. Liveness asks for the loop alone: an outage of PostgreSQL must not restart pods. Readiness
 * asks whether records flow.
 */
@RestController
public final class HealthController {

    private final LoopLifecycle loops;
    private final DependencyChecks dependencies;

    public HealthController(LoopLifecycle loops, DependencyChecks dependencies) {
        this.loops = loops;
        this.dependencies = dependencies;
    }

    /** @param components empty text for what is well, else what is wrong with it */
    private record Health(Status status, Map<String, Component> components) {

        static ResponseEntity<Health> of(Map<String, String> problems) {
            Map<String, Component> components = new LinkedHashMap<>();
            problems.forEach((name, problem) -> components.put(name, Component.of(problem)));
            boolean up = problems.values().stream().allMatch(String::isEmpty);
            return ResponseEntity.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                    .body(new Health(up ? Status.UP : Status.DOWN, components));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Component(Status status, Optional<String> reason) {
        static Component of(String problem) {
            return problem.isEmpty()
                    ? new Component(Status.UP, Optional.empty())
                    : new Component(Status.DOWN, Optional.of(problem));
        }
    }

    private enum Status {
        UP,
        DOWN
    }

    @GetMapping({"/health", "/health/liveness"})
    ResponseEntity<?> liveness() {
        boolean alive = loops.statuses().stream().allMatch(LoopStatus::isAlive);
        return Health.of(Map.of("loop", alive ? "" : "no sign of life from the loop"));
    }

    @GetMapping("/health/readiness")
    ResponseEntity<?> readiness() {
        Map<String, String> problems = new LinkedHashMap<>();
        problems.put("loop", whyLoopsAreNotReady());
        problems.putAll(dependencies.problems());
        return Health.of(problems);
    }

    private String whyLoopsAreNotReady() {
        return loops.statuses().stream()
                .flatMap(status -> status.whyNotReady().stream())
                .findFirst()
                .orElse("");
    }
}
