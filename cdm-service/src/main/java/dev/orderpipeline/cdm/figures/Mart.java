package dev.orderpipeline.cdm.figures;

/** A table of counters by user, as it is read. */
enum Mart {
    CATEGORIES("cdm.user_category_counters", "category_id", "category_name"),
    PRODUCTS("cdm.user_product_counters", "product_id", "product_name");

    private final String table;
    private final String idColumn;
    private final String nameColumn;

    Mart(String table, String idColumn, String nameColumn) {
        this.table = table;
        this.idColumn = idColumn;
        this.nameColumn = nameColumn;
    }

    /** A statement with the names of this mart for {@code {table}}, {@code {id}} and {@code {name}}. */
    String sql(String template) {
        return template.replace("{table}", table).replace("{id}", idColumn).replace("{name}", nameColumn);
    }
}
