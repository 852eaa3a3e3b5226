package dev.orderpipeline.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A release freezes its contracts: docs/releasing.md, "Steps". */
class FrozenContractsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path CONTRACTS = ROOT.resolve("contracts");
    private static final Path RELEASED = CONTRACTS.resolve("released");
    private static final Pattern REVISION = Pattern.compile("<revision>(.+)</revision>");

    @TempDir
    private Path folder;

    @Test
    void releaseHasFrozenItsContracts() throws IOException {
        Matcher revision = REVISION.matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(revision.find()).isTrue();

        assertThat(isFrozen(revision.group(1), CONTRACTS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1.2.3,false", "1.2.3-SNAPSHOT,true"})
    void releaseWithoutFrozenContractsIsReported(String revision, boolean frozen) throws IOException {
        Files.writeString(folder.resolve("order.schema.json"), "{}");
        assertThat(isFrozen(revision, folder)).isEqualTo(frozen);

        Path copy = Files.createDirectories(folder.resolve("released/1.2.3"));
        assertThat(isFrozen(revision, folder)).isEqualTo(frozen);

        Files.writeString(copy.resolve("order.schema.json"), "{}");
        assertThat(isFrozen(revision, folder)).isTrue();

        Files.writeString(copy.resolve("order.schema.json"), "true");
        assertThat(isFrozen(revision, folder)).isEqualTo(frozen);
    }

    /** The checksums are those of {@code sha256sum}. */
    @Test
    void frozenContractsAreUnchanged() throws IOException {
        Map<String, String> sums = Files.readAllLines(RELEASED.resolve("SHA256SUMS")).stream()
                .map(line -> line.split("  ", 2))
                .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));

        try (Stream<Path> files = Files.find(RELEASED, 2, (file, attributes) -> attributes.isRegularFile())) {
            assertThat(files.map(file -> RELEASED.relativize(file).toString())
                            .filter(file -> !file.equals("SHA256SUMS")))
                    .containsExactlyInAnyOrderElementsOf(sums.keySet());
        }
        sums.forEach((file, sum) -> assertThat(RELEASED.resolve(file)).hasDigest("SHA-256", sum));
    }

    /** Whether a release has a copy of its contracts; a snapshot needs none. */
    private static boolean isFrozen(String revision, Path contracts) throws IOException {
        Path copy = contracts.resolve("released").resolve(revision);
        return revision.endsWith("-SNAPSHOT")
                || Files.isDirectory(copy) && contents(contracts).equals(contents(copy));
    }

    /** The files of a folder, by name. */
    private static Map<Path, String> contents(Path folder) throws IOException {
        Map<Path, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName(), Files.readString(file));
            }
        }
        return contents;
    }
}
