package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.torture.Disruption.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private static final List<Scenario> SCENARIOS =
            LongStream.range(0, 40).mapToObj(Scenario::draw).toList();

    @Test
    void sameSeedDrawsTheSameScenario() {
        Scenario one = Scenario.draw(42);
        Scenario other = Scenario.draw(42);

        assertThat(other.disruptions()).isEqualTo(one.disruptions());
        assertThat(other.replicas()).isEqualTo(one.replicas());
        assertThat(texts(other)).isEqualTo(texts(one));
        assertThat(texts(Scenario.draw(43))).isNotEqualTo(texts(one));
    }

    @Test
    void everyDisruptionIsDrawn() {
        assertThat(SCENARIOS.stream()
                        .flatMap(scenario -> scenario.disruptions().stream().map(Disruption::kind)))
                .contains(Kind.values());
        assertThat(SCENARIOS.stream().map(Scenario::partitions)).contains(1, 2, 3, 4);
        assertThat(SCENARIOS.stream().flatMap(scenario -> scenario.replicas().values().stream()))
                .containsOnly(1, 2, 3);
        assertThat(SCENARIOS.stream()
                        .flatMap(scenario -> scenario.messages().stream())
                        .map(message -> message.record().expectedErrorCode()))
                .contains("MALFORMED_JSON", "CONTRACT_VIOLATION", "UNSUPPORTED_OBJECT_TYPE", "REFERENCE_NOT_FOUND");
    }

    @Test
    void everyMessageIsSentAndSomeTwice() {
        for (Scenario scenario : SCENARIOS) {
            Set<Object> sent =
                    scenario.messages().stream().map(ScenarioMessage::record).collect(Collectors.toSet());
            List<Object> arrived = scenario.arrivals().stream()
                    .map(arrival -> (Object) arrival.record())
                    .toList();

            assertThat(new HashSet<>(arrived)).isEqualTo(sent);
            assertThat(arrived).hasSizeGreaterThan(sent.size());
        }
    }

    @Test
    void versionsOfAnOrderAreDistinct() {
        for (Scenario scenario : SCENARIOS) {
            Set<Object> versions = scenario.messages().stream()
                    .map(ScenarioMessage::version)
                    .map(version -> List.of(version.orderId(), version.updated(), version.sent()))
                    .collect(Collectors.toSet());

            assertThat(versions).hasSameSizeAs(scenario.messages());
        }
    }

    @Test
    void idsOfTwoSeedsDiffer() {
        Set<Object> ids = ids(Scenario.draw(1));

        ids.retainAll(ids(Scenario.draw(2)));

        assertThat(ids).isEmpty();
    }

    @Test
    void eachStageAlwaysHasOneToThreeReplicas() {
        for (Scenario scenario : SCENARIOS) {
            Map<Stage, Integer> alive = new EnumMap<>(scenario.replicas());
            for (Disruption disruption : scenario.disruptions()) {
                alive.merge(
                        disruption.stage(),
                        disruption.kind() == Kind.ADD ? 1 : disruption.kind() == Kind.REMOVE ? -1 : 0,
                        Integer::sum);
                assertThat(alive.values()).allMatch(count -> count >= 1 && count <= 3);
            }
        }
    }

    private static Set<Object> ids(Scenario scenario) {
        Set<Object> ids = new HashSet<>(scenario.reference().referenceData().keySet());
        scenario.messages().forEach(message -> ids.add(message.version().orderId()));
        return ids;
    }

    private static List<String> texts(Scenario scenario) {
        return scenario.arrivals().stream()
                .map(arrival -> arrival.partition() + " "
                        + Arrays.toString(arrival.record().value()))
                .toList();
    }
}
