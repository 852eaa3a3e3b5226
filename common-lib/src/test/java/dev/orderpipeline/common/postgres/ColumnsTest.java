package dev.orderpipeline.common.postgres;

import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    private record Owner(UUID key, String kind) {}

    private record Item(Owner owner, String name, String note) {}

    private static final Columns<Owner> OWNERS =
            Columns.<Owner>none().key("owner_id", uuid(Owner::key)).key("kind", text(Owner::kind));

    private static final Columns<Item> ITEMS = Columns.<Item>none()
            .key(OWNERS, Item::owner)
            .value("name", text(Item::name))
            .value("note", text(Item::note));

    @Test
    void placeholdersAreReplacedByColumns() {
        assertThat(ITEMS.statement("shop.items", """
                INSERT INTO {table} AS stored ({columns})
                SELECT {unnested}
                    ON CONFLICT ({key}) DO UPDATE SET {values = excluded}
                 WHERE ({stored.key}) <> ({excluded.key})""").sql()).isEqualTo("""
                INSERT INTO shop.items AS stored (owner_id, kind, name, note)
                SELECT unnest(?::uuid[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[])
                    ON CONFLICT (owner_id, kind) DO UPDATE SET name = excluded.name, note = excluded.note
                 WHERE (stored.owner_id, stored.kind) <> (excluded.owner_id, excluded.kind)""");
    }

    @Test
    void keyAloneHasNoOtherColumns() {
        assertThat(ITEMS.key()
                        .statement("shop.items", "SELECT {gone.columns} FROM unnest({arrays}) AS gone ({columns})")
                        .sql())
                .isEqualTo(
                        "SELECT gone.owner_id, gone.kind FROM unnest(?::uuid[], ?::text[]) AS gone (owner_id, kind)");
    }

    @Test
    void unknownPlaceholderIsRejected() {
        assertThatThrownBy(() -> ITEMS.statement("shop.items", "SELECT {colums} FROM {table}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown placeholder {colums}");
    }
}
