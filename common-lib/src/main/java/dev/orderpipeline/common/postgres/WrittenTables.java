package dev.orderpipeline.common.postgres;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The tables that a service's statements use, by privilege: fixed in its {@code application.yml}, under {@code
 * pipeline}.
 *
 * @param schema the PostgreSQL schema that the service owns
 * @param tables names without the schema
 */
public record WrittenTables(String schema, @DefaultValue Rights tables) {

    /** Tables by required privilege. */
    public record Rights(
            @DefaultValue List<String> select,
            @DefaultValue List<String> insert,
            @DefaultValue List<String> update,
            @DefaultValue List<String> delete) {}

    /**
     * A privilege on one of the schema's tables.
     *
     * @param privilege PostgreSQL's name, such as {@code INSERT}
     */
    record Right(String table, String privilege) {}

    /** All required privileges. */
    List<Right> rights() {
        return Stream.of(
                        rights("SELECT", tables.select()),
                        rights("INSERT", tables.insert()),
                        rights("UPDATE", tables.update()),
                        rights("DELETE", tables.delete()))
                .flatMap(Function.identity())
                .toList();
    }

    private static Stream<Right> rights(String privilege, List<String> tables) {
        return tables.stream().map(table -> new Right(table, privilege));
    }
}
