package dev.orderpipeline.local.postgres;

import dev.orderpipeline.local.process.CacheFolder;
import dev.orderpipeline.local.process.LocalStackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.io.FilenameUtils;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.ResourceUtils;

/** PostgreSQL's programs for this platform, unpacked once for each user of the machine and kept for the next start. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * The folder with {@code bin}, {@code lib} and {@code share}.
     *
     * @throws LocalStackException if there are none for this platform
     */
    static Path unpacked() {
        URL archive = archive();
        try {
            Path folder = CacheFolder.ofThisUser().resolve(version(archive));
            if (!Files.exists(folder)) {
                unpack(archive, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be unpacked to " + CacheFolder.ofThisUser(), e);
        }
    }

    private static URL archive() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String resource = "postgres-" + system + "-" + architecture + ".txz";
        URL archive = PostgresBinaries.class.getClassLoader().getResource(resource);
        if (archive == null) {
            throw new LocalStackException("PostgreSQL could not start: there are no programs for "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch") + " (" + resource
                    + ") on the class path. Build the project on this machine; Linux and macOS are supported,"
                    + " on x86-64 and 64-bit ARM.");
        }
        return archive;
    }

    /** The name of the jar that holds the archive, which contains the version. */
    private static String version(URL archive) throws IOException {
        return FilenameUtils.getBaseName(
                ResourceUtils.extractJarFileURL(archive).getPath());
    }

    /** Unpacks beside the folder and renames, so that the folder is complete as soon as it exists, also with concurrent unpacking. */
    private static void unpack(URL archive, Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Path beside = Files.createTempDirectory(folder.getParent(), "unpack-");
        try (InputStream compressed = new BufferedInputStream(archive.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(compressed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, beside.resolve(entry.getName()));
            }
            Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            FileSystemUtils.deleteRecursively(beside);
            if (!Files.exists(folder)) {
                throw e;
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(file.getParent());
            Files.copy(content, file);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
