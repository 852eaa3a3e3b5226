-- The current rows without versions: what a plain schema would hold, for the comparison.
CREATE SCHEMA plain;
CREATE TABLE plain.orders AS SELECT * FROM dds.orders;
CREATE TABLE plain.order_lines AS SELECT * FROM dds.order_lines;
CREATE INDEX ON plain.orders (h_order_pk);
CREATE INDEX ON plain.order_lines (h_order_pk);
