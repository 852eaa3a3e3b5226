package dev.orderpipeline.local.process;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is kept between runs, for each user of the machine. */
public final class CacheFolder {

    private CacheFolder() {}

    /** {@code ~/.cache/order-pipeline-UID}, or beside the temporary files where there is no home. It need not exist. */
    public static Path ofThisUser() {
        Path home = Path.of(System.getProperty("user.home"));
        Path parent = Files.isWritable(home) ? home.resolve(".cache") : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("order-pipeline-" + new UnixSystem().getUid());
    }
}
