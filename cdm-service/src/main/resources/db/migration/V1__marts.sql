-- In how many closed orders of a user each product stands.
CREATE TABLE cdm.user_product_counters (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      UUID      NOT NULL,
    product_id   UUID      NOT NULL,
    product_name TEXT      NOT NULL,
    -- Stamp of the menu that the name is from: the newest of the orders counted.
    menu_stamp   TIMESTAMP NOT NULL,
    order_cnt    INT       NOT NULL CHECK (order_cnt >= 0),
    UNIQUE (user_id, product_id)
);

-- In how many closed orders of a user each category stands: once per order, however many of its products.
CREATE TABLE cdm.user_category_counters (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       UUID      NOT NULL,
    category_id   UUID      NOT NULL,
    category_name TEXT      NOT NULL,
    menu_stamp    TIMESTAMP NOT NULL,
    order_cnt     INT       NOT NULL CHECK (order_cnt >= 0),
    UNIQUE (user_id, category_id)
);

-- What each order counts as now: its newest version, and every counter that an older one named.
CREATE TABLE cdm.order_ledger (
    order_id   UUID      PRIMARY KEY,
    update_ts  TIMESTAMP NOT NULL,
    sent_dttm  TIMESTAMP NOT NULL,
    user_id    UUID      NOT NULL,
    counted    BOOLEAN   NOT NULL,
    menu_stamp TIMESTAMP NOT NULL,
    -- Names by product id, and by category id.
    products   JSONB     NOT NULL,
    categories JSONB     NOT NULL,
    -- By kind and "user:product" or "user:category": stamp and name. Null where older versions named nothing else.
    former     JSONB
);

-- Finds the other orders of a user when a counter has to be named anew.
CREATE INDEX order_ledger_user ON cdm.order_ledger (user_id) WHERE counted;
