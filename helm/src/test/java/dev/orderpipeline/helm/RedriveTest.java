package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A Job can't be changed. Where Helm only renders, as for Argo CD, the revision is always 1: there a changed Job has to be
 * another one, and one that is unchanged the same.
 */
class RedriveTest {

    private static final Chart STG = new Chart("stg-service");

    @Test
    void changedJobIsRenamed() {
        List<String> names = Stream.of(
                        "redrive.arguments[0]=--dry-run",
                        "redrive.arguments[0]=--all",
                        "redrive.run=2024-05-31",
                        "redrive.run=2024-06-01",
                        "image.tag=1.2.3",
                        "podLabels.team=data",
                        "podAnnotations.team=data",
                        "resources.limits.memory=1Gi")
                .map(RedriveTest::name)
                .toList();

        assertThat(names).doesNotHaveDuplicates().doesNotContain(name("redrive.run="));
    }

    @Test
    void unchangedJobKeepsItsName() {
        assertThat(name("redrive.run=")).isEqualTo(name("replicaCount=3"));
    }

    /** A tool that restores deleted objects would run a Job with a TTL again. */
    @Test
    void finishedJobIsKept() {
        assertThat(spec("redrive.run=")).doesNotContainKey("ttlSecondsAfterFinished");
        assertThat(spec("redrive.ttlSecondsAfterFinished=null")).doesNotContainKey("ttlSecondsAfterFinished");
        assertThat(spec("redrive.ttlSecondsAfterFinished=0")).containsEntry("ttlSecondsAfterFinished", 0);
    }

    private static String name(String setting) {
        return ((Map<?, ?>) job(setting).get("metadata")).get("name").toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(String setting) {
        return (Map<String, Object>) job(setting).get("spec");
    }

    private static Map<String, Object> job(String setting) {
        return ChartTest.only(KubernetesObjects.read(STG.render("redrive.enabled=true", setting)), "Job");
    }
}
