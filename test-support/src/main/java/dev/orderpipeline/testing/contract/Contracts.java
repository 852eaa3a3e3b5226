package dev.orderpipeline.testing.contract;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON Schemas of one version. Used by the tests of a module, whose working directory is the module's folder. */
public final class Contracts {

    private static final Path FOLDER =
            Path.of("..", "contracts").toAbsolutePath().normalize();
    private static final String EXTENSION = ".schema.json";

    private final Path folder;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Contracts::textOfFile));

    private Contracts(Path folder) {
        this.folder = folder;
    }

    /** Those of this checkout. */
    public static Contracts current() {
        return new Contracts(FOLDER);
    }

    /** The frozen ones of each release. */
    public static List<Contracts> released() {
        try (Stream<Path> folders = Files.list(FOLDER.resolve("released"))) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(Contracts::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The current ones and the frozen ones. */
    public static List<Contracts> all() {
        return Stream.concat(Stream.of(current()), released().stream()).toList();
    }

    public Path file(String fileName) {
        return folder.resolve(fileName);
    }

    /** The names of all schemas, sorted: file names without their extension. */
    public List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema's own JSON. */
    public JsonNode schema(String name) {
        return ExactJson.read(text(file(name + EXTENSION)));
    }

    /** As {@link #violations(String, JsonNode)}, for JSON. */
    public List<String> violations(String name, byte[] json) {
        return violations(name, ExactJson.read(json));
    }

    /**
     * Where and how a value violates a schema; empty if it is valid.
     *
     * @param name of the schema, possibly with a fragment: {@code types#/$defs/money}
     */
    public List<String> violations(String name, JsonNode value) {
        String[] parts = name.split("#", 2);
        String location = file(parts[0] + EXTENSION).toUri() + (parts.length > 1 ? "#" + parts[1] : "");
        return registry.getSchema(SchemaLocation.of(location)).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    public boolean isValid(String name, JsonNode value) {
        return violations(name, value).isEmpty();
    }

    /** The version, as the name of its folder. */
    @Override
    public String toString() {
        return folder.equals(FOLDER) ? "current" : folder.getFileName().toString();
    }

    private static @Nullable String textOfFile(String iri) {
        return iri.startsWith("file:") ? text(Path.of(URI.create(iri))) : null;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
