-- Columns of fixed width come first: no padding between them.

CREATE TABLE cdm.user_product_counters (
    user_id      UUID      NOT NULL,
    product_id   UUID      NOT NULL,
    id           BIGINT    NOT NULL GENERATED ALWAYS AS IDENTITY,
    menu_stamp   TIMESTAMP NOT NULL,
    order_cnt    INT       NOT NULL CHECK (order_cnt >= 0),
    other_cnt    INT       NOT NULL DEFAULT 0 CHECK (other_cnt BETWEEN 0 AND order_cnt),
    product_name TEXT      NOT NULL,
    PRIMARY KEY (user_id, product_id)
);

COMMENT ON TABLE cdm.user_product_counters IS 'Mart: how many closed orders of a user contain a product.';
COMMENT ON COLUMN cdm.user_product_counters.user_id IS 'Hub key of the user (dds.h_user.h_user_pk).';
COMMENT ON COLUMN cdm.user_product_counters.product_id IS 'Hub key of the product (dds.h_product.h_product_pk).';
COMMENT ON COLUMN cdm.user_product_counters.id IS 'Surrogate id: the order in which rows were inserted, with gaps.';
COMMENT ON COLUMN cdm.user_product_counters.menu_stamp IS
    'Stamp of the menu that product_name is from: the newest of the orders counted.';
COMMENT ON COLUMN cdm.user_product_counters.order_cnt IS
    'Number of orders of the user whose newest version is CLOSED and contains the product; quantities do not count.';
COMMENT ON COLUMN cdm.user_product_counters.other_cnt IS
    'How many of these orders name the product otherwise, or from an older menu: those in cdm.counter_other_names.';
COMMENT ON COLUMN cdm.user_product_counters.product_name IS
    'Name of the product on the newest menu of the orders counted; of equal stamps the larger text.';

CREATE TABLE cdm.user_category_counters (
    user_id       UUID      NOT NULL,
    category_id   UUID      NOT NULL,
    id            BIGINT    NOT NULL GENERATED ALWAYS AS IDENTITY,
    menu_stamp    TIMESTAMP NOT NULL,
    order_cnt     INT       NOT NULL CHECK (order_cnt >= 0),
    other_cnt     INT       NOT NULL DEFAULT 0 CHECK (other_cnt BETWEEN 0 AND order_cnt),
    category_name TEXT      NOT NULL,
    PRIMARY KEY (user_id, category_id)
);

COMMENT ON TABLE cdm.user_category_counters IS
    'Mart: how many closed orders of a user contain a category; an order counts once, however many of its products.';
COMMENT ON COLUMN cdm.user_category_counters.user_id IS 'Hub key of the user (dds.h_user.h_user_pk).';
COMMENT ON COLUMN cdm.user_category_counters.category_id IS 'Hub key of the category (dds.h_category.h_category_pk).';
COMMENT ON COLUMN cdm.user_category_counters.id IS 'Surrogate id: the order in which rows were inserted, with gaps.';
COMMENT ON COLUMN cdm.user_category_counters.menu_stamp IS
    'The same in every row: the key of a category is made of its name, so no menu gives it another one.';
COMMENT ON COLUMN cdm.user_category_counters.order_cnt IS
    'Number of orders of the user whose newest version is CLOSED and contains a product of the category.';
COMMENT ON COLUMN cdm.user_category_counters.other_cnt IS 'Always 0: a category has one name.';
COMMENT ON COLUMN cdm.user_category_counters.category_name IS 'Name of the category.';

-- The next name of a counter is found here, however many orders its user has. Rows are read and written under the lock of
-- the counter's row.
CREATE TABLE cdm.counter_other_names (
    user_id    UUID      NOT NULL,
    kind       TEXT      NOT NULL,
    counted_id UUID      NOT NULL,
    menu_stamp TIMESTAMP NOT NULL,
    name_hash  UUID      NOT NULL,
    order_cnt  INT       NOT NULL CHECK (order_cnt > 0),
    name       TEXT      NOT NULL,
    PRIMARY KEY (user_id, kind, counted_id, menu_stamp, name_hash)
);

COMMENT ON TABLE cdm.counter_other_names IS
    'Internal: the names that counted orders give a counter besides the one that its mart shows.';
COMMENT ON COLUMN cdm.counter_other_names.user_id IS 'Hub key of the user.';
COMMENT ON COLUMN cdm.counter_other_names.kind IS 'What is counted: PRODUCT or CATEGORY.';
COMMENT ON COLUMN cdm.counter_other_names.counted_id IS 'Hub key of the product or category.';
COMMENT ON COLUMN cdm.counter_other_names.menu_stamp IS 'Stamp of the menu that the name is from.';
COMMENT ON COLUMN cdm.counter_other_names.name_hash IS 'MD5 of the name: an index does not hold texts of any length.';
COMMENT ON COLUMN cdm.counter_other_names.order_cnt IS 'Number of counted orders that give this name.';
COMMENT ON COLUMN cdm.counter_other_names.name IS 'The name.';

CREATE TABLE cdm.order_ledger (
    order_id   UUID      PRIMARY KEY,
    user_id    UUID      NOT NULL,
    update_ts  TIMESTAMP NOT NULL,
    sent_dttm  TIMESTAMP NOT NULL,
    menu_stamp TIMESTAMP NOT NULL,
    counted    BOOLEAN   NOT NULL,
    has_former BOOLEAN   NOT NULL DEFAULT false,
    products   JSONB     NOT NULL,
    categories JSONB     NOT NULL
);

COMMENT ON TABLE cdm.order_ledger IS
    'Internal: what the newest version of each order counts as, so that a repeated, late or cancelled order is counted once.';
COMMENT ON COLUMN cdm.order_ledger.order_id IS 'Hub key of the order.';
COMMENT ON COLUMN cdm.order_ledger.user_id IS 'Hub key of the user.';
COMMENT ON COLUMN cdm.order_ledger.update_ts IS 'First half of the version: when the order was changed (UTC).';
COMMENT ON COLUMN cdm.order_ledger.sent_dttm IS 'Second half of the version: when the source sent it (UTC).';
COMMENT ON COLUMN cdm.order_ledger.menu_stamp IS 'Stamp of the menu that the names are from.';
COMMENT ON COLUMN cdm.order_ledger.counted IS 'Whether the version is CLOSED, so that the order counts.';
COMMENT ON COLUMN cdm.order_ledger.has_former IS 'Whether the order has rows in cdm.order_former_counters.';
COMMENT ON COLUMN cdm.order_ledger.products IS 'Names of the products of the order, by hub key.';
COMMENT ON COLUMN cdm.order_ledger.categories IS 'Names of the categories of the order, by hub key.';

-- A version adds its own rows and rewrites none. Rows are read and written under the lock of the order's row in the ledger.
CREATE TABLE cdm.order_former_counters (
    order_id   UUID      NOT NULL,
    kind       TEXT      NOT NULL,
    user_id    UUID      NOT NULL,
    counted_id UUID      NOT NULL,
    menu_stamp TIMESTAMP NOT NULL,
    name       TEXT      NOT NULL,
    PRIMARY KEY (order_id, kind, user_id, counted_id)
);

COMMENT ON TABLE cdm.order_former_counters IS
    'Internal: the counters that older versions of an order named and the newest one does not, or names otherwise.';
COMMENT ON COLUMN cdm.order_former_counters.order_id IS 'Hub key of the order.';
COMMENT ON COLUMN cdm.order_former_counters.kind IS 'What is counted: PRODUCT or CATEGORY.';
COMMENT ON COLUMN cdm.order_former_counters.user_id IS 'Hub key of the user.';
COMMENT ON COLUMN cdm.order_former_counters.counted_id IS 'Hub key of the product or category.';
COMMENT ON COLUMN cdm.order_former_counters.menu_stamp IS 'Stamp of the menu that the name is from.';
COMMENT ON COLUMN cdm.order_former_counters.name IS 'The newest name that an older version gave the counter.';

DO $$
BEGIN
    -- Only its owner may comment on a schema.
    IF (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'cdm') THEN
        COMMENT ON SCHEMA cdm IS 'Marts: counters of the closed orders of each user, by product and by category.';
    END IF;
END
$$;
