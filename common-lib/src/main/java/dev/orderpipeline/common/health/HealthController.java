package dev.orderpipeline.common.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import dev.orderpipeline.common.loop.LoopLifecycle;
import dev.orderpipeline.common.loop.LoopStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * The probes' endpoints. Liveness depends on the loop alone: an outage of PostgreSQL must not restart pods. Readiness
 * depends on the dependencies too.
 */
@RestController
public final class HealthController {

    private final LoopLifecycle loops;
    private final DependencyChecks dependencies;
    private final FatalErrorHandler fatalErrors;

    public HealthController(LoopLifecycle loops, DependencyChecks dependencies, FatalErrorHandler fatalErrors) {
        this.loops = loops;
        this.dependencies = dependencies;
        this.fatalErrors = fatalErrors;
    }

    private record Health(Status status, Map<String, Component> components) {

        static ResponseEntity<Health> of(Map<String, Component> components) {
            boolean up = components.values().stream().allMatch(component -> component.status() == Status.UP);
            return ResponseEntity.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                    .body(new Health(up ? Status.UP : Status.DOWN, components));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Component(Status status, Optional<String> reason) {

        /** @param problem empty text for a component that is up, else the reason why it is down */
        static Component of(String problem) {
            return problem.isEmpty() ? up(Optional.empty()) : new Component(Status.DOWN, Optional.of(problem));
        }

        /** @param note a note for the operator */
        static Component up(Optional<String> note) {
            return new Component(Status.UP, note);
        }
    }

    private enum Status {
        UP,
        DOWN
    }

    @GetMapping({"/health", "/health/liveness"})
    ResponseEntity<Health> liveness() {
        boolean alive = loops.statuses().stream().allMatch(LoopStatus::isAlive);
        return Health.of(Map.of("loop", Component.of(alive ? "" : "no heartbeat from the loop")));
    }

    /** Occupies no thread while the dependencies are checked. */
    @GetMapping("/health/readiness")
    DeferredResult<ResponseEntity<Health>> readiness() {
        DeferredResult<ResponseEntity<Health>> response = new DeferredResult<>(Timeouts.READINESS.toMillis());
        dependencies.problems().thenApply(this::readiness).whenComplete((health, failure) -> {
            if (failure == null) {
                response.setResult(health);
            } else {
                response.setErrorResult(failure);
                fatalErrors.handle(failure);
            }
        });
        return response;
    }

    private ResponseEntity<Health> readiness(Map<String, String> problems) {
        Map<String, Component> components = new LinkedHashMap<>();
        components.put("loop", loop());
        problems.forEach((name, problem) -> components.put(name, Component.of(problem)));
        return Health.of(components);
    }

    /** The first loop that is not ready; else the first with a note. */
    private Component loop() {
        return first(LoopStatus::whyNotReady).map(Component::of).orElseGet(() -> Component.up(first(LoopStatus::note)));
    }

    private Optional<String> first(Function<LoopStatus, Optional<String>> text) {
        return loops.statuses().stream()
                .flatMap(status -> text.apply(status).stream())
                .findFirst();
    }
}
