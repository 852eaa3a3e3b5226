package dev.orderpipeline.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who a container's programs run as: the user of this JVM, so that both can use the same files. PostgreSQL does not run
 * as root; instead of root, it is a user who has nothing else, and who is given the files.
 */
final class ContainerUser {

    private static final UnixSystem SELF = new UnixSystem();
    private static final int NOBODY = 65534;

    private ContainerUser() {}

    /** The user, in Docker's way to write it, to whom these folders belong when this returns. */
    static String owning(List<Path> folders) throws IOException {
        if (SELF.getUid() != 0) {
            return SELF.getUid() + ":" + SELF.getGid();
        }
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", NOBODY);
                }
            }
        }
        return NOBODY + ":" + NOBODY;
    }
}
