package dev.orderpipeline.local.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * An installation of PostgreSQL.
 *
 * @param home the folder with {@code bin}
 * @param localeOptions what {@code initdb} needs besides {@code --locale=C}
 */
record PostgresPrograms(Supplier<Path> home, List<String> localeOptions) {

    static final PostgresPrograms EMBEDDED = new PostgresPrograms(
            PostgresBinaries::unpacked, List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));

    /** An installation of any version; the locale provider {@code builtin} is new in 17. */
    static PostgresPrograms in(Path home) {
        return new PostgresPrograms(() -> home, List.of());
    }
}
