package dev.orderpipeline.local.container;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who a container's programs run as: the user of this JVM, so that both can use the same files. PostgreSQL does not run
 * as root; instead of root, it runs as {@code nobody}, who becomes the owner of the files.
 */
final class ContainerUser {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    private ContainerUser() {}

    /** The user in Docker's notation, who owns these folders afterwards. */
    static String owning(List<Path> folders) throws IOException {
        long self = new UnixSystem().getUid();
        long user = self == ROOT ? NOBODY : self;
        if (user != self) {
            for (Path folder : folders) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.toList()) {
                        Files.setAttribute(file, "unix:uid", NOBODY);
                    }
                }
            }
        }
        return user + ":" + user;
    }
}
