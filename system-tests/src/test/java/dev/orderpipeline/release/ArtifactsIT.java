package dev.orderpipeline.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.orderpipeline.quickstart.service.Stage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is released: the jars of the services and of the generator, as they are in the images. */
class ArtifactsIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String OWN_GROUP = "dev.orderpipeline";
    private static final Pattern LICENSED = Pattern.compile(" *\\(.+\\) .+ \\((.+):(.+):(.+) - .+\\)");

    private static final List<String> REBUILT = List.of("stg-service", "order-generator");

    /** The part of Boot that extracts a jar; Boot's plugin adds it. */
    private static final String EXTRACTOR = "spring-boot-jarmode-tools-";

    /** Empty jars, which are not packaged. */
    private static final String STARTER = "spring-boot-starter-";

    @TempDir
    private Path folder;

    static Stream<String> programs() {
        return Stream.concat(Stream.of(Stage.values()).map(Stage::service), Stream.of("order-generator"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void billOfMaterialsHasEveryLibrary(String program) throws IOException {
        assumeFalse("offline=true".equals(System.getProperty("maven.settings")), "a build without network writes none");
        Set<String> components = new TreeSet<>();
        for (JsonNode component : JsonMapper.shared()
                .readTree(content(program, "META-INF/sbom/application.cdx.json"))
                .path("components")) {
            components.add("%s-%s.jar"
                    .formatted(
                            component.path("name").stringValue(),
                            component.path("version").stringValue()));
            if (!component.path("group").stringValue().equals(OWN_GROUP)) {
                assertThat(component.path("licenses")).as(component.toString()).isNotEmpty();
            }
        }

        components.removeIf(component -> component.startsWith(STARTER));
        assertThat(components).containsExactlyInAnyOrderElementsOf(libraries(program));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyForeignLibraryHasALicence(String program) throws IOException {
        Set<String> licensed = content(program, "META-INF/THIRD-PARTY.txt")
                .lines()
                .map(LICENSED::matcher)
                .filter(Matcher::matches)
                .map(line -> "%s-%s.jar".formatted(line.group(2), line.group(3)))
                .filter(library -> !library.startsWith(STARTER))
                .collect(Collectors.toSet());

        assertThat(libraries(program))
                .filteredOn(library -> !library.startsWith("common-lib-"))
                .containsExactlyInAnyOrderElementsOf(licensed);
    }

    /** In two folders, from nothing but the sources. */
    @Test
    void buildsOfTheSameSourcesHaveTheSameBytes() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectory(folder.resolve("other"));
        build(one);
        build(other);

        assertThat(REBUILT)
                .allSatisfy(program -> assertThat(jar(other, program)).hasSameBinaryContentAs(jar(one, program)));
        // The order of a proxy's methods differs in some builds only.
        try (JarFile jar = new JarFile(jar(one, "stg-service").toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .isNotEmpty()
                    .noneMatch(name -> name.contains("SpringCGLIB"));
        }
    }

    private static void build(Path folder) throws IOException, InterruptedException {
        copySources(folder);
        Process build = new ProcessBuilder(
                        "./mvnw",
                        "-o",
                        "-q",
                        "-B",
                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                        "-Dmaven.test.skip=true",
                        "-Dspotless.check.skip=true",
                        "-P!null-check",
                        "package",
                        "-pl",
                        String.join(",", REBUILT),
                        "-am")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(build.waitFor()).as(output).isZero();
    }

    private static void copySources(Path folder) throws IOException {
        List<Path> sources = new ArrayList<>(List.of(ROOT.resolve("mvnw"), ROOT.resolve(".mvn")));
        try (Stream<Path> poms = Files.find(ROOT, 2, (file, attributes) -> file.endsWith("pom.xml"))) {
            sources.addAll(poms.toList());
        }
        Stream.concat(REBUILT.stream(), Stream.of("common-lib"))
                .forEach(module -> sources.add(ROOT.resolve(module).resolve("src/main")));
        for (Path source : sources) {
            File target = folder.resolve(ROOT.relativize(source)).toFile();
            if (Files.isDirectory(source)) {
                FileUtils.copyDirectory(source.toFile(), target);
            } else {
                FileUtils.copyFile(source.toFile(), target);
                target.setExecutable(Files.isExecutable(source));
            }
        }
    }

    private static Path jar(Path root, String program) {
        return root.resolve(program).resolve("target").resolve(program + ".jar");
    }

    private static String content(String program, String entry) throws IOException {
        try (JarFile jar = new JarFile(jar(ROOT, program).toFile());
                InputStream input = jar.getInputStream(jar.getEntry(entry))) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The file names of the libraries. */
    private static Set<String> libraries(String program) throws IOException {
        Path beside = ROOT.resolve(program).resolve("target/lib");
        if (Files.isDirectory(beside)) {
            try (Stream<Path> files = Files.list(beside)) {
                return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            }
        }
        try (JarFile jar = new JarFile(jar(ROOT, program).toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                    .filter(name -> !name.startsWith(EXTRACTOR))
                    .collect(Collectors.toSet());
        }
    }
}
