-- A primary key begins with the key of what its row belongs to, so that one index finds an order's rows, keeps them side
-- by side, and is the one to distribute by. Columns of fixed width come first: no padding between them.

-- Hubs: one row for each business key ever seen. Indexes on texts are hash indexes, which have no limit on their length, and
-- not unique: the primary key, which is made of the business key, is.

CREATE TABLE dds.h_user (
    h_user_pk UUID      PRIMARY KEY,
    load_dt   TIMESTAMP NOT NULL,
    user_id   TEXT      NOT NULL,
    load_src  TEXT      NOT NULL
);
CREATE INDEX ON dds.h_user USING hash (user_id);

CREATE TABLE dds.h_product (
    h_product_pk UUID      PRIMARY KEY,
    load_dt      TIMESTAMP NOT NULL,
    product_id   TEXT      NOT NULL,
    load_src     TEXT      NOT NULL
);
CREATE INDEX ON dds.h_product USING hash (product_id);

CREATE TABLE dds.h_category (
    h_category_pk UUID      PRIMARY KEY,
    load_dt       TIMESTAMP NOT NULL,
    category_name TEXT      NOT NULL,
    load_src      TEXT      NOT NULL
);
CREATE INDEX ON dds.h_category USING hash (category_name);

CREATE TABLE dds.h_restaurant (
    h_restaurant_pk UUID      PRIMARY KEY,
    load_dt         TIMESTAMP NOT NULL,
    restaurant_id   TEXT      NOT NULL,
    load_src        TEXT      NOT NULL
);
CREATE INDEX ON dds.h_restaurant USING hash (restaurant_id);

CREATE TABLE dds.h_order (
    h_order_pk UUID      PRIMARY KEY,
    order_id   BIGINT    NOT NULL,
    order_dt   TIMESTAMP NOT NULL,
    load_dt    TIMESTAMP NOT NULL,
    load_src   TEXT      NOT NULL
);
CREATE INDEX ON dds.h_order (order_id);

-- Links: one row for each pair of business keys ever seen together.

CREATE TABLE dds.l_order_product (
    h_order_pk          UUID      NOT NULL REFERENCES dds.h_order,
    h_product_pk        UUID      NOT NULL REFERENCES dds.h_product,
    hk_order_product_pk UUID      NOT NULL,
    load_dt             TIMESTAMP NOT NULL,
    load_src            TEXT      NOT NULL,
    PRIMARY KEY (h_order_pk, h_product_pk)
);

CREATE TABLE dds.l_product_restaurant (
    h_product_pk             UUID      NOT NULL REFERENCES dds.h_product,
    h_restaurant_pk          UUID      NOT NULL REFERENCES dds.h_restaurant,
    hk_product_restaurant_pk UUID      NOT NULL,
    load_dt                  TIMESTAMP NOT NULL,
    load_src                 TEXT      NOT NULL,
    PRIMARY KEY (h_product_pk, h_restaurant_pk)
);

CREATE TABLE dds.l_product_category (
    h_product_pk           UUID      NOT NULL REFERENCES dds.h_product,
    h_category_pk          UUID      NOT NULL REFERENCES dds.h_category,
    hk_product_category_pk UUID      NOT NULL,
    load_dt                TIMESTAMP NOT NULL,
    load_src               TEXT      NOT NULL,
    PRIMARY KEY (h_product_pk, h_category_pk)
);

CREATE TABLE dds.l_order_user (
    h_order_pk       UUID      NOT NULL REFERENCES dds.h_order,
    h_user_pk        UUID      NOT NULL REFERENCES dds.h_user,
    hk_order_user_pk UUID      NOT NULL,
    load_dt          TIMESTAMP NOT NULL,
    load_src         TEXT      NOT NULL,
    PRIMARY KEY (h_order_pk, h_user_pk)
);
CREATE INDEX ON dds.l_order_user (h_user_pk);

-- Satellites: one row for each version. Hub keys among the attributes have no foreign keys: the statements that insert the
-- version insert those hubs first, and each key would cost a look-up a row.

CREATE TABLE dds.s_user_names (
    h_user_pk        UUID      NOT NULL REFERENCES dds.h_user,
    effective_from   TIMESTAMP NOT NULL,
    hashdiff         UUID      NOT NULL,
    hk_user_names_pk UUID      NOT NULL,
    load_dt          TIMESTAMP NOT NULL,
    username         TEXT      NOT NULL,
    userlogin        TEXT      NOT NULL,
    load_src         TEXT      NOT NULL,
    PRIMARY KEY (h_user_pk, effective_from, hashdiff)
);

CREATE TABLE dds.s_product_names (
    h_product_pk        UUID      NOT NULL REFERENCES dds.h_product,
    effective_from      TIMESTAMP NOT NULL,
    hashdiff            UUID      NOT NULL,
    hk_product_names_pk UUID      NOT NULL,
    load_dt             TIMESTAMP NOT NULL,
    name                TEXT      NOT NULL,
    load_src            TEXT      NOT NULL,
    PRIMARY KEY (h_product_pk, effective_from, hashdiff)
);

CREATE TABLE dds.s_product_category (
    h_product_pk           UUID      NOT NULL REFERENCES dds.h_product,
    effective_from         TIMESTAMP NOT NULL,
    hashdiff               UUID      NOT NULL,
    hk_product_category_pk UUID      NOT NULL,
    load_dt                TIMESTAMP NOT NULL,
    h_category_pk          UUID      NOT NULL,
    load_src               TEXT      NOT NULL,
    PRIMARY KEY (h_product_pk, effective_from, hashdiff)
);

CREATE TABLE dds.s_restaurant_names (
    h_restaurant_pk        UUID      NOT NULL REFERENCES dds.h_restaurant,
    effective_from         TIMESTAMP NOT NULL,
    hashdiff               UUID      NOT NULL,
    hk_restaurant_names_pk UUID      NOT NULL,
    load_dt                TIMESTAMP NOT NULL,
    name                   TEXT      NOT NULL,
    load_src               TEXT      NOT NULL,
    PRIMARY KEY (h_restaurant_pk, effective_from, hashdiff)
);

CREATE TABLE dds.s_order_cost (
    h_order_pk       UUID          NOT NULL REFERENCES dds.h_order,
    effective_from   TIMESTAMP     NOT NULL,
    sent_dttm        TIMESTAMP     NOT NULL,
    hashdiff         UUID          NOT NULL,
    hk_order_cost_pk UUID          NOT NULL,
    load_dt          TIMESTAMP     NOT NULL,
    cost             DECIMAL(19,5) NOT NULL,
    payment          DECIMAL(19,5) NOT NULL,
    load_src         TEXT          NOT NULL,
    PRIMARY KEY (h_order_pk, effective_from, sent_dttm, hashdiff)
);

CREATE TABLE dds.s_order_status (
    h_order_pk         UUID      NOT NULL REFERENCES dds.h_order,
    effective_from     TIMESTAMP NOT NULL,
    sent_dttm          TIMESTAMP NOT NULL,
    hashdiff           UUID      NOT NULL,
    hk_order_status_pk UUID      NOT NULL,
    load_dt            TIMESTAMP NOT NULL,
    status             TEXT      NOT NULL,
    h_user_pk          UUID      NOT NULL,
    h_restaurant_pk    UUID      NOT NULL,
    load_src           TEXT      NOT NULL,
    PRIMARY KEY (h_order_pk, effective_from, sent_dttm, hashdiff)
);

CREATE TABLE dds.s_order_product (
    h_order_pk               UUID          NOT NULL,
    h_product_pk             UUID          NOT NULL,
    effective_from           TIMESTAMP     NOT NULL,
    sent_dttm                TIMESTAMP     NOT NULL,
    hashdiff                 UUID          NOT NULL,
    hk_order_product_pk      UUID          NOT NULL,
    hk_order_product_line_pk UUID          NOT NULL,
    load_dt                  TIMESTAMP     NOT NULL,
    h_category_pk            UUID          NOT NULL,
    quantity                 BIGINT        NOT NULL,
    price                    DECIMAL(19,5) NOT NULL,
    load_src                 TEXT          NOT NULL,
    PRIMARY KEY (h_order_pk, h_product_pk, effective_from, sent_dttm, hashdiff),
    FOREIGN KEY (h_order_pk, h_product_pk) REFERENCES dds.l_order_product
);

-- What was loaded since: rows are appended, so a block range has a small range of times. Ranges are summarized while the
-- table grows, not only by its next vacuum.

CREATE INDEX ON dds.h_order         USING brin (load_dt) WITH (autosummarize = on);
CREATE INDEX ON dds.l_order_product USING brin (load_dt) WITH (autosummarize = on);
CREATE INDEX ON dds.l_order_user    USING brin (load_dt) WITH (autosummarize = on);
CREATE INDEX ON dds.s_order_cost    USING brin (load_dt) WITH (autosummarize = on);
CREATE INDEX ON dds.s_order_status  USING brin (load_dt) WITH (autosummarize = on);
CREATE INDEX ON dds.s_order_product USING brin (load_dt) WITH (autosummarize = on);
