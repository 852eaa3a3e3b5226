package dev.orderpipeline.local.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.local.process.RunLog;
import dev.orderpipeline.local.process.ServerRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.function.Uncheck;
import org.testcontainers.DockerClientFactory;

/**
 * A server in a container, which is created for this run and removed after it; its data is in folders of this
 * machine. When this JVM ends without stopping it, Ryuk, Testcontainers' own container, removes it.
 */
public final class ServerContainer implements ServerRun {

    /** The data folder that the container belongs to. */
    private static final String FOLDER_LABEL = "dev.orderpipeline.local.folder";

    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

    private final DockerClient docker;
    private final String id;
    private final RunLog log;
    private final ResultCallback.Adapter<Frame> output;

    private ServerContainer(DockerClient docker, String id, RunLog log) {
        this.docker = docker;
        this.id = id;
        this.log = log;
        this.output = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Frame frame) {
                Uncheck.run(() -> Files.write(
                        log.file(), frame.getPayload(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            }
        };
    }

    /**
     * Starts a container, in place of one that a killed JVM has left with the server's folder.
     *
     * @param name what the server is called in error messages
     * @param folder the server's own folder, locked by the caller
     * @throws LocalStackException if it can't be started; the message has the reason and the remedy
     */
    public static ServerContainer start(String name, ContainerSpec spec, Path folder, Path logFile) {
        DockerClient docker = ContainerEngine.client();
        String image = ContainerEngine.pulled(spec.image());
        try {
            removeLeftovers(docker, folder);
            RunLog log = new RunLog(logFile);
            ServerContainer container = new ServerContainer(docker, create(docker, image, spec, folder), log);
            container.run();
            return container;
        } catch (IOException | DockerException e) {
            throw new LocalStackException(
                    name + " could not start: " + String.valueOf(e.getMessage()).strip(), e);
        }
    }

    @Override
    public boolean isAlive() {
        return state().map(ContainerState::getRunning).orElse(false);
    }

    @Override
    public long pid() {
        return state().map(ContainerState::getPidLong).orElse(0L);
    }

    /** Empty also when the container is removed. */
    @Override
    public OptionalInt exitCode() {
        return state().filter(state -> !state.getRunning())
                .map(state -> OptionalInt.of(state.getExitCodeLong().intValue()))
                .orElse(OptionalInt.empty());
    }

    @Override
    public String logTail() {
        if (!isAlive()) {
            awaitEndOfOutput();
        }
        return log.tail();
    }

    @Override
    public void stop(Duration grace) {
        end(() ->
                docker.stopContainerCmd(id).withTimeout((int) grace.toSeconds()).exec());
    }

    @Override
    public void kill() {
        end(() -> docker.killContainerCmd(id).exec());
    }

    @Override
    public void freeze() {
        docker.pauseContainerCmd(id).exec();
    }

    @Override
    public void thaw() {
        docker.unpauseContainerCmd(id).exec();
    }

    /** Where other containers reach it. */
    public String address() {
        return docker.inspectContainerCmd(id).exec().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .orElseThrow()
                .getIpAddress();
    }

    private static String create(DockerClient docker, String image, ContainerSpec spec, Path folder)
            throws IOException {
        Map<String, String> labels = new HashMap<>(DockerClientFactory.DEFAULT_LABELS);
        // Ryuk removes the containers of a session by this label.
        labels.put(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL, DockerClientFactory.SESSION_ID);
        labels.put(FOLDER_LABEL, folder.toString());
        List<PortBinding> ports = spec.ports().stream()
                .map(port -> new PortBinding(Binding.bindIpAndPort(Ports.HOST, port), ExposedPort.tcp(port)))
                .toList();
        List<Bind> folders = spec.folders().stream()
                .map(Path::toString)
                .map(path -> new Bind(path, new Volume(path), AccessMode.rw, SELContext.shared))
                .toList();
        return docker.createContainerCmd(image)
                .withCmd(spec.command())
                .withEnv(spec.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withUser(ContainerUser.owning(spec.folders()))
                .withLabels(labels)
                .withExposedPorts(
                        ports.stream().map(PortBinding::getExposedPort).toList())
                .withHostConfig(
                        HostConfig.newHostConfig().withPortBindings(ports).withBinds(folders))
                .exec()
                .getId();
    }

    private static void removeLeftovers(DockerClient docker, Path folder) {
        List<Container> leftovers = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(FOLDER_LABEL, folder.toString()))
                .exec();
        leftovers.forEach(leftover -> remove(docker, leftover.getId()));
    }

    private static void remove(DockerClient docker, String id) {
        ignoringConflicts(() -> docker.removeContainerCmd(id)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
        Await.until(END_TIMEOUT, () -> state(docker, id).isEmpty());
    }

    private void run() {
        try {
            docker.startContainerCmd(id).exec();
            docker.logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(output);
        } catch (RuntimeException e) {
            output.onComplete();
            kill();
            throw e;
        }
    }

    private void end(Runnable ending) {
        ignoringConflicts(ending);
        Await.until(END_TIMEOUT, () -> !isAlive());
        awaitEndOfOutput();
        remove(docker, id);
    }

    private void awaitEndOfOutput() {
        try {
            output.awaitCompletion(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ContainerState> state() {
        return state(docker, id);
    }

    /** Empty if the container was removed. */
    private static Optional<ContainerState> state(DockerClient docker, String id) {
        try {
            return Optional.of(docker.inspectContainerCmd(id).exec().getState());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** Runs an action, unless another one has already had its effect. */
    private static void ignoringConflicts(Runnable action) {
        try {
            action.run();
        } catch (NotFoundException | NotModifiedException | ConflictException e) {
            // It has ended, or is removed, or is being removed.
        }
    }
}
