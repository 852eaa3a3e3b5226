package dev.orderpipeline.local.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.orderpipeline.local.process.LocalStackException;
import org.springframework.core.NestedExceptionUtils;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** The Docker engine that Testcontainers finds, and the images it has. */
final class ContainerEngine {

    private static final String OTHERWISE = "Without -D" + RunMode.PROPERTY + "=" + RunMode.CONTAINERS
            + ", the servers run embedded and need no Docker.";

    private ContainerEngine() {}

    /** @throws LocalStackException if none is reachable; the message has the remedy */
    static DockerClient client() {
        try {
            return DockerClientFactory.instance().client();
        } catch (ContainerLaunchException | ContainerFetchException e) {
            throw new LocalStackException(
                    "Testcontainers could not start its own container, Ryuk, which removes the others when this JVM is"
                            + " killed: "
                            + String.valueOf(NestedExceptionUtils.getMostSpecificCause(e)
                                            .getMessage())
                                    .strip() + "\n"
                            + "Pull its image, or do without it: TESTCONTAINERS_RYUK_DISABLED=true. " + OTHERWISE,
                    e);
        } catch (IllegalStateException e) {
            String address = System.getenv("DOCKER_HOST");
            throw new LocalStackException(
                    "No Docker engine is reachable at the addresses in the log of Testcontainers.\n"
                            + "Start one, or let DOCKER_HOST point to it, such as unix:///var/run/docker.sock ("
                            + (address == null ? "it is not set" : "it is " + address) + "). " + OTHERWISE,
                    e);
        }
    }

    /**
     * The name under which the engine has the image, which is pulled where it is missing.
     *
     * @throws LocalStackException if it can't be pulled; the message has the reason and the remedy
     */
    static String pulled(String image) {
        DockerClient client = client();
        String name = ImageNameSubstitutor.instance()
                .apply(DockerImageName.parse(image))
                .asCanonicalNameString();
        try {
            client.inspectImageCmd(name).exec();
        } catch (NotFoundException missing) {
            pull(client, name);
        }
        return name;
    }

    private static void pull(DockerClient client, String name) {
        try {
            client.pullImageCmd(name).start().awaitCompletion();
        } catch (DockerException | DockerClientException e) {
            throw new LocalStackException(
                    "The image " + name + " could not be pulled: "
                            + String.valueOf(e.getMessage()).strip() + "\n"
                            + "To reproduce: docker pull " + name + ". Where Docker Hub can't be reached,"
                            + " TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX=registry.example.com/ names a registry that has its"
                            + " images. " + OTHERWISE,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted while the image " + name + " was pulled", e);
        }
    }
}
