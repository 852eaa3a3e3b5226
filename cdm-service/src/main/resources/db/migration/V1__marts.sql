-- In how many closed orders of a user each product stands.
CREATE TABLE cdm.user_product_counters (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      UUID      NOT NULL,
    product_id   UUID      NOT NULL,
    product_name TEXT      NOT NULL,
    -- Stamp of the menu that the name is from: the newest of the orders counted.
    menu_stamp   TIMESTAMP NOT NULL,
    order_cnt    INT       NOT NULL CHECK (order_cnt >= 0),
    -- How many of these orders name the product otherwise, or from an older menu: those in cdm.counter_other_names.
    other_cnt    INT       NOT NULL DEFAULT 0 CHECK (other_cnt BETWEEN 0 AND order_cnt),
    UNIQUE (user_id, product_id)
);

-- In how many closed orders of a user each category stands: once per order, however many of its products.
CREATE TABLE cdm.user_category_counters (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       UUID      NOT NULL,
    category_id   UUID      NOT NULL,
    category_name TEXT      NOT NULL,
    -- The same everywhere: a category's key is made of its name, so no menu gives it another one.
    menu_stamp    TIMESTAMP NOT NULL,
    order_cnt     INT       NOT NULL CHECK (order_cnt >= 0),
    other_cnt     INT       NOT NULL DEFAULT 0 CHECK (other_cnt BETWEEN 0 AND order_cnt),
    UNIQUE (user_id, category_id)
);

-- The names that counted orders give a counter besides the one it shows. The next name of a counter is found here,
-- however many orders its user has. Rows are read and written under the lock of the counter's row.
CREATE TABLE cdm.counter_other_names (
    user_id    UUID      NOT NULL,
    kind       TEXT      NOT NULL,
    counted_id UUID      NOT NULL,
    menu_stamp TIMESTAMP NOT NULL,
    -- md5(name): an index does not take texts of any length.
    name_hash  UUID      NOT NULL,
    name       TEXT      NOT NULL,
    order_cnt  INT       NOT NULL CHECK (order_cnt > 0),
    PRIMARY KEY (user_id, kind, counted_id, menu_stamp, name_hash)
);

-- What each order counts as now: its newest version.
CREATE TABLE cdm.order_ledger (
    order_id   UUID      PRIMARY KEY,
    update_ts  TIMESTAMP NOT NULL,
    sent_dttm  TIMESTAMP NOT NULL,
    user_id    UUID      NOT NULL,
    counted    BOOLEAN   NOT NULL,
    -- Whether the order has rows in cdm.order_former_counters.
    has_former BOOLEAN   NOT NULL DEFAULT false,
    menu_stamp TIMESTAMP NOT NULL,
    -- Names by product id, and by category id.
    products   JSONB     NOT NULL,
    categories JSONB     NOT NULL
);

-- The counters that older versions of an order named and the newest one does not, or names otherwise. A version adds
-- its own rows and rewrites none. Rows are read and written under the lock of the order's row in the ledger.
CREATE TABLE cdm.order_former_counters (
    order_id   UUID      NOT NULL,
    kind       TEXT      NOT NULL,
    user_id    UUID      NOT NULL,
    counted_id UUID      NOT NULL,
    menu_stamp TIMESTAMP NOT NULL,
    name       TEXT      NOT NULL,
    PRIMARY KEY (order_id, kind, user_id, counted_id)
);
