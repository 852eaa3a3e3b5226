package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.quickstart.service.SqlFile;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares the marts' counters with a recount from the vault. */
public final class Recount {

    /** Lists the counters that differ. */
    public static final String SQL = SqlFile.read(Recount.class, "recount.sql");

    private final JdbcClient jdbc;

    public Recount(DataSource warehouse) {
        this.jdbc = JdbcClient.create(warehouse);
    }

    /**
     * A counter that differs between mart and vault.
     *
     * @param counter {@code product} or {@code category}
     * @param countedId hub key of the product or category
     * @param inMart null if the mart has no such counter
     * @param inVault null if the vault gives no such counter
     */
    public record Difference(
            String counter,
            UUID userId,
            UUID countedId,
            @Nullable Long inMart,
            @Nullable Long inVault) {

        public String description() {
            return "user %s, %s %s: %s in the mart, %s in the vault"
                    .formatted(userId, counter, countedId, text(inMart), text(inVault));
        }

        private static String text(@Nullable Long count) {
            return count == null ? "none" : count.toString();
        }
    }

    /** Every counter that differs; empty when the marts agree with the vault. */
    public List<Difference> differences() {
        return jdbc.sql(SQL).query(Difference.class).list();
    }
}
