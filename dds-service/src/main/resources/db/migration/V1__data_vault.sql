-- Hubs: one row for each business key ever seen.

CREATE TABLE dds.h_user (
    h_user_pk UUID      PRIMARY KEY,
    user_id   TEXT      NOT NULL,
    load_dt   TIMESTAMP NOT NULL,
    load_src  TEXT      NOT NULL
);

CREATE TABLE dds.h_product (
    h_product_pk UUID      PRIMARY KEY,
    product_id   TEXT      NOT NULL,
    load_dt      TIMESTAMP NOT NULL,
    load_src     TEXT      NOT NULL
);

CREATE TABLE dds.h_category (
    h_category_pk UUID      PRIMARY KEY,
    category_name TEXT      NOT NULL,
    load_dt       TIMESTAMP NOT NULL,
    load_src      TEXT      NOT NULL
);

CREATE TABLE dds.h_restaurant (
    h_restaurant_pk UUID      PRIMARY KEY,
    restaurant_id   TEXT      NOT NULL,
    load_dt         TIMESTAMP NOT NULL,
    load_src        TEXT      NOT NULL
);

-- order_dt is the smallest date of all versions seen: the one value of the vault that is ever updated.
CREATE TABLE dds.h_order (
    h_order_pk UUID      PRIMARY KEY,
    order_id   BIGINT    NOT NULL,
    order_dt   TIMESTAMP NOT NULL,
    load_dt    TIMESTAMP NOT NULL,
    load_src   TEXT      NOT NULL
);

-- Links: one row for each pair of business keys ever seen together.

CREATE TABLE dds.l_order_product (
    hk_order_product_pk UUID      PRIMARY KEY,
    h_order_pk          UUID      NOT NULL REFERENCES dds.h_order,
    h_product_pk        UUID      NOT NULL REFERENCES dds.h_product,
    load_dt             TIMESTAMP NOT NULL,
    load_src            TEXT      NOT NULL
);

CREATE TABLE dds.l_product_restaurant (
    hk_product_restaurant_pk UUID      PRIMARY KEY,
    h_product_pk             UUID      NOT NULL REFERENCES dds.h_product,
    h_restaurant_pk          UUID      NOT NULL REFERENCES dds.h_restaurant,
    load_dt                  TIMESTAMP NOT NULL,
    load_src                 TEXT      NOT NULL
);

CREATE TABLE dds.l_product_category (
    hk_product_category_pk UUID      PRIMARY KEY,
    h_product_pk           UUID      NOT NULL REFERENCES dds.h_product,
    h_category_pk          UUID      NOT NULL REFERENCES dds.h_category,
    load_dt                TIMESTAMP NOT NULL,
    load_src               TEXT      NOT NULL
);

CREATE TABLE dds.l_order_user (
    hk_order_user_pk UUID      PRIMARY KEY,
    h_order_pk       UUID      NOT NULL REFERENCES dds.h_order,
    h_user_pk        UUID      NOT NULL REFERENCES dds.h_user,
    load_dt          TIMESTAMP NOT NULL,
    load_src         TEXT      NOT NULL
);

-- Satellites: one row for each version; effective_from is the source's own stamp.

CREATE TABLE dds.s_user_names (
    hk_user_names_pk UUID      PRIMARY KEY,
    h_user_pk        UUID      NOT NULL REFERENCES dds.h_user,
    username         TEXT      NOT NULL,
    userlogin        TEXT      NOT NULL,
    hashdiff         UUID      NOT NULL,
    effective_from   TIMESTAMP NOT NULL,
    load_dt          TIMESTAMP NOT NULL,
    load_src         TEXT      NOT NULL
);

CREATE TABLE dds.s_product_names (
    hk_product_names_pk UUID      PRIMARY KEY,
    h_product_pk        UUID      NOT NULL REFERENCES dds.h_product,
    name                TEXT      NOT NULL,
    hashdiff            UUID      NOT NULL,
    effective_from      TIMESTAMP NOT NULL,
    load_dt             TIMESTAMP NOT NULL,
    load_src            TEXT      NOT NULL
);

CREATE TABLE dds.s_restaurant_names (
    hk_restaurant_names_pk UUID      PRIMARY KEY,
    h_restaurant_pk        UUID      NOT NULL REFERENCES dds.h_restaurant,
    name                   TEXT      NOT NULL,
    hashdiff               UUID      NOT NULL,
    effective_from         TIMESTAMP NOT NULL,
    load_dt                TIMESTAMP NOT NULL,
    load_src               TEXT      NOT NULL
);

CREATE TABLE dds.s_order_cost (
    hk_order_cost_pk UUID          PRIMARY KEY,
    h_order_pk       UUID          NOT NULL REFERENCES dds.h_order,
    cost             DECIMAL(19,5) NOT NULL,
    payment          DECIMAL(19,5) NOT NULL,
    hashdiff         UUID          NOT NULL,
    effective_from   TIMESTAMP     NOT NULL,
    load_dt          TIMESTAMP     NOT NULL,
    load_src         TEXT          NOT NULL
);

CREATE TABLE dds.s_order_status (
    hk_order_status_pk UUID      PRIMARY KEY,
    h_order_pk         UUID      NOT NULL REFERENCES dds.h_order,
    status             TEXT      NOT NULL,
    hashdiff           UUID      NOT NULL,
    effective_from     TIMESTAMP NOT NULL,
    load_dt            TIMESTAMP NOT NULL,
    load_src           TEXT      NOT NULL
);

CREATE TABLE dds.s_order_product (
    hk_order_product_line_pk UUID          PRIMARY KEY,
    hk_order_product_pk      UUID          NOT NULL REFERENCES dds.l_order_product,
    quantity                 BIGINT        NOT NULL,
    price                    DECIMAL(19,5) NOT NULL,
    hashdiff                 UUID          NOT NULL,
    effective_from           TIMESTAMP     NOT NULL,
    load_dt                  TIMESTAMP     NOT NULL,
    load_src                 TEXT          NOT NULL
);

-- The newest version of each key; of two versions with one stamp the one with the larger hashdiff.

CREATE VIEW dds.s_user_names_current AS
SELECT DISTINCT ON (h_user_pk) * FROM dds.s_user_names ORDER BY h_user_pk, effective_from DESC, hashdiff DESC;

CREATE VIEW dds.s_product_names_current AS
SELECT DISTINCT ON (h_product_pk) * FROM dds.s_product_names ORDER BY h_product_pk, effective_from DESC, hashdiff DESC;

CREATE VIEW dds.s_restaurant_names_current AS
SELECT DISTINCT ON (h_restaurant_pk) * FROM dds.s_restaurant_names
 ORDER BY h_restaurant_pk, effective_from DESC, hashdiff DESC;

CREATE VIEW dds.s_order_cost_current AS
SELECT DISTINCT ON (h_order_pk) * FROM dds.s_order_cost ORDER BY h_order_pk, effective_from DESC, hashdiff DESC;

CREATE VIEW dds.s_order_status_current AS
SELECT DISTINCT ON (h_order_pk) * FROM dds.s_order_status ORDER BY h_order_pk, effective_from DESC, hashdiff DESC;

-- The lines of each order's newest version: a line that a later version left out is not current. Versions of an order with
-- one stamp can't be told apart here: the lines of all of them are shown, of each product the one with the larger hashdiff.
CREATE VIEW dds.s_order_product_current AS
SELECT DISTINCT ON (line.hk_order_product_pk) line.*
  FROM (SELECT h_order_pk, max(effective_from) AS effective_from FROM dds.s_order_status GROUP BY h_order_pk) AS newest
  JOIN dds.l_order_product AS link ON link.h_order_pk = newest.h_order_pk
  JOIN dds.s_order_product AS line
       ON line.hk_order_product_pk = link.hk_order_product_pk AND line.effective_from = newest.effective_from
 ORDER BY line.hk_order_product_pk, line.hashdiff DESC;
