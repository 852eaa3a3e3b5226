package dev.orderpipeline.local.kafka;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
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

/**
 * Where the broker's JVM finds its classes: in the jars of this library, and in an archive of them (class
 * data sharing), which halves the time of a start. The archive is created once after a build, beside this library's jar.
 */
public final class BrokerClasses {

    /** The names of the jars that this library needs, as the build writes them. */
    private static final String JAR_NAMES = "broker-jars.txt";

    private BrokerClasses() {}

    /** The options of the JVM. Classes that are not in a jar, or jars in a folder that is not ours, have no archive. */
    public static synchronized List<String> options() {
        try {
            Path own = Path.of(BrokerClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
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
                if (!isNewerThan(archive, jars)) {
                    Path unfinished = own.resolveSibling("broker.jsa.unfinished");
                    LocalKafka.runOnce(List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-cp", classPath));
                    // A JVM that can't write an archive starts without one.
                    if (Files.exists(unfinished)) {
                        Files.move(unfinished, archive, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            return List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isNewerThan(Path archive, List<Path> jars) throws IOException {
        if (!Files.exists(archive)) {
            return false;
        }
        for (Path jar : jars) {
            if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(archive)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** In an order that is always the same, as the archive needs it; empty if one of them is missing. */
    private static List<Path> jars() throws IOException {
        Map<String, Path> jarsByName = new HashMap<>();
        for (URL manifest :
                Collections.list(BrokerClasses.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            if (manifest.getProtocol().equals("jar")) {
                Path jar = Path.of(URI.create(manifest.getPath().replaceFirst("!.*", "")));
                jarsByName.put(jar.getFileName().toString(), jar);
            }
        }
        List<String> names = names();
        return jarsByName.keySet().containsAll(names)
                ? names.stream().map(jarsByName::get).collect(Collectors.toCollection(ArrayList::new))
                : List.of();
    }

    private static List<String> names() throws IOException {
        try (InputStream names = BrokerClasses.class.getResourceAsStream(JAR_NAMES)) {
            return names == null
                    ? List.of()
                    : Stream.of(new String(names.readAllBytes(), StandardCharsets.UTF_8).split(File.pathSeparator))
                            .map(name -> Path.of(name.strip()).getFileName().toString())
                            .toList();
        }
    }
}
