package dev.orderpipeline.local.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.ResourceUtils;

/**
 * Where the broker's JVM finds its classes: in the jars of this library, and in an archive of them (class
 * data sharing), which halves the time of a start. The archive is created once after a build, beside this library's jar.
 */
public final class BrokerClasses {

    /** The names of the jars that this library needs, as the build writes them. */
    private static final ClassPathResource JAR_NAMES = new ClassPathResource("broker-jars.txt", BrokerClasses.class);

    private BrokerClasses() {}

    /** The options of the JVM. Classes that are not in a jar, or jars in a folder that is not ours, have no archive. */
    public static synchronized List<String> options() {
        try {
            Path own = ResourceUtils.getFile(BrokerClasses.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation())
                    .toPath();
            List<Path> jars = jars();
            if (jars.isEmpty() || Files.isDirectory(own) || !Files.isWritable(own.getParent())) {
                return List.of("-cp", System.getProperty("java.class.path"));
            }
            jars.add(own);
            String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            Path archive = own.resolveSibling("broker-%s.jsa".formatted(Runtime.version()));
            try (FileChannel channel = FileChannel.open(
                    own.resolveSibling("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Until the channel is closed.
                channel.lock();
                long created = archive.toFile().lastModified();
                if (jars.stream().anyMatch(jar -> jar.toFile().lastModified() > created)) {
                    Path unfinished = own.resolveSibling("broker.jsa.unfinished");
                    KafkaBroker.runOnce(List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-cp", classPath));
                    // A JVM that can't write an archive starts without one.
                    if (Files.exists(unfinished)) {
                        Files.move(unfinished, archive, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            return List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In an order that is always the same, as the archive needs it; empty if one of them is missing. */
    private static List<Path> jars() throws IOException {
        if (!JAR_NAMES.exists()) {
            return List.of();
        }
        List<String> names = Stream.of(
                        JAR_NAMES.getContentAsString(StandardCharsets.UTF_8).split(File.pathSeparator))
                .map(name -> Path.of(name.strip()).getFileName().toString())
                .toList();
        Map<String, Path> jarsByName = new HashMap<>();
        for (URL manifest :
                Collections.list(BrokerClasses.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            if (ResourceUtils.isJarURL(manifest)) {
                Path jar = ResourceUtils.getFile(ResourceUtils.extractJarFileURL(manifest))
                        .toPath();
                jarsByName.put(jar.getFileName().toString(), jar);
            }
        }
        return jarsByName.keySet().containsAll(names)
                ? names.stream().map(jarsByName::get).collect(Collectors.toCollection(ArrayList::new))
                : List.of();
    }
}
