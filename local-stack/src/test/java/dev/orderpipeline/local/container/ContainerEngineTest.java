package dev.orderpipeline.local.container;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderpipeline.local.process.LocalStackException;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

class ContainerEngineTest {

    private static final String OTHERWISE =
            "Without -Dlocal.stack=containers, the servers run embedded and need no Docker.";

    @Test
    void missingEngineIsReportedWithRemedy() {
        assumeFalse(engineAnswers(), "a Docker engine is reachable");

        assertThatThrownBy(ContainerEngine::client)
                .isInstanceOf(LocalStackException.class)
                .hasMessageStartingWith("No Docker engine is reachable")
                .hasMessageContaining("let DOCKER_HOST point to it")
                .hasMessageEndingWith(OTHERWISE);
    }

    @Test
    void imageThatCannotBePulledIsNamed() {
        assumeTrue(engineAnswers(), "no Docker engine is reachable");

        assertThatThrownBy(() -> ContainerEngine.pulled("order-pipeline/no-such-image:1.2.3"))
                .isInstanceOf(LocalStackException.class)
                .hasMessageMatching("(?s)The image \\S*order-pipeline/no-such-image:1\\.2\\.3 could not be pulled: .+")
                .hasMessageContaining("docker pull ")
                .hasMessageContaining("TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX")
                .hasMessageEndingWith(OTHERWISE);
    }

    private static boolean engineAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }
}
