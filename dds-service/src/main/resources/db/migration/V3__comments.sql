-- What a BI tool shows beside schemas, tables, views and columns.

DO $$
BEGIN
    -- Only its owner may comment on a schema.
    IF (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'dds') THEN
        COMMENT ON SCHEMA dds IS 'Detail data store: orders as a Data Vault 2.0. Start with the views orders and order_lines.';
    END IF;
END
$$;

COMMENT ON TABLE dds.h_user IS 'Hub: each user ever seen.';
COMMENT ON TABLE dds.h_product IS 'Hub: each product ever ordered.';
COMMENT ON TABLE dds.h_category IS 'Hub: each category of an ordered product.';
COMMENT ON TABLE dds.h_restaurant IS 'Hub: each restaurant ever ordered from.';
COMMENT ON TABLE dds.h_order IS 'Hub: each order ever seen.';

COMMENT ON TABLE dds.l_order_product IS 'Link: products that any version of an order contains.';
COMMENT ON TABLE dds.l_product_restaurant IS 'Link: restaurants that a product was ordered from.';
COMMENT ON TABLE dds.l_product_category IS 'Link: categories that a menu ever had an ordered product in.';
COMMENT ON TABLE dds.l_order_user IS 'Link: users that any version of an order belongs to.';

COMMENT ON TABLE dds.s_user_names IS 'Satellite: each version of the names of a user.';
COMMENT ON TABLE dds.s_product_names IS 'Satellite: each version of the name of a product on a menu.';
COMMENT ON TABLE dds.s_product_category IS 'Satellite: in which category a menu of that stamp had a product.';
COMMENT ON TABLE dds.s_restaurant_names IS 'Satellite: each version of the name of a restaurant.';
COMMENT ON TABLE dds.s_order_cost IS 'Satellite: cost and payment in each version of an order.';
COMMENT ON TABLE dds.s_order_status IS 'Satellite: status, user and restaurant in each version of an order.';
COMMENT ON TABLE dds.s_order_product IS
    'Satellite of l_order_product: the lines of each version of an order, with the category that the menu gave them then.';

COMMENT ON VIEW dds.s_user_names_current IS 'The newest version of the names of each user.';
COMMENT ON VIEW dds.s_product_names_current IS 'The newest version of the name of each product.';
COMMENT ON VIEW dds.s_product_category_current IS 'The category of each product on its newest menu.';
COMMENT ON VIEW dds.s_restaurant_names_current IS 'The newest version of the name of each restaurant.';
COMMENT ON VIEW dds.s_order_cost_current IS 'Cost and payment in the newest version of each order.';
COMMENT ON VIEW dds.s_order_status_current IS 'Status, user and restaurant in the newest version of each order.';
COMMENT ON VIEW dds.s_order_product_current IS
    'The lines of the newest version of each order; a line that it left out is not among them.';
COMMENT ON VIEW dds.orders IS 'One row for each order: its newest version, with names.';
COMMENT ON VIEW dds.order_history IS 'One row for each version of an order: its status, user and restaurant.';
COMMENT ON VIEW dds.order_lines IS 'One row for each line of the newest version of an order, with names.';
COMMENT ON VIEW dds.users IS 'One row for each user, with the newest name.';
COMMENT ON VIEW dds.restaurants IS 'One row for each restaurant, with the newest name.';
COMMENT ON VIEW dds.products IS 'One row for each product, with name and category as on its newest menu.';

-- A column means the same in every table and view; where it does not, the row names the relation.
DO $$
DECLARE
    commented RECORD;
BEGIN
    FOR commented IN
        SELECT relation.oid::regclass AS relation, attname AS name,
               coalesce(of_relation.meaning, of_column.meaning) AS meaning
          FROM pg_class AS relation
          JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
          LEFT JOIN (VALUES
               ('h_user_pk', 'Hub key of the user: md5(user_id) as a UUID.'),
               ('h_product_pk', 'Hub key of the product: md5(product_id) as a UUID.'),
               ('h_category_pk', 'Hub key of the category: md5(category_name) as a UUID.'),
               ('h_restaurant_pk', 'Hub key of the restaurant: md5(restaurant_id) as a UUID.'),
               ('h_order_pk', 'Hub key of the order: md5(order_id) as a UUID.'),
               ('user_id', 'Business key of the user.'),
               ('product_id', 'Business key of the product.'),
               ('category_name', 'Business key of the category: its name.'),
               ('restaurant_id', 'Business key of the restaurant.'),
               ('order_id', 'Business key of the order.'),
               ('order_dt', 'When the order was placed (UTC): the smallest date of all its versions.'),
               ('hk_order_product_pk', 'Hash key of the link: order_id and product_id.'),
               ('hk_product_restaurant_pk', 'Hash key of the link: product_id and restaurant_id.'),
               ('hk_product_category_pk', 'Hash key of the link: product_id and category_name.'),
               ('hk_order_user_pk', 'Hash key of the link: order_id and user_id.'),
               ('hk_user_names_pk', 'Hash key of the row: user_id, version and attributes.'),
               ('hk_product_names_pk', 'Hash key of the row: product_id, version and attributes.'),
               ('hk_restaurant_names_pk', 'Hash key of the row: restaurant_id, version and attributes.'),
               ('hk_order_cost_pk', 'Hash key of the row: order_id, version and attributes.'),
               ('hk_order_status_pk', 'Hash key of the row: order_id, version and attributes.'),
               ('hk_order_product_line_pk', 'Hash key of the row: order_id, product_id, version and attributes.'),
               ('effective_from', 'From when the version is valid (UTC), by the stamp of the source: its first half.'),
               ('sent_dttm', 'When the source sent the version of the order (UTC): its second half.'),
               ('hashdiff', 'Hash of the attributes in column order.'),
               ('username', 'Name of the user.'),
               ('userlogin', 'Login of the user.'),
               ('product_name', 'Newest name of the product.'),
               ('restaurant_name', 'Newest name of the restaurant.'),
               ('cost', 'Cost of the order.'),
               ('payment', 'Payment for the order.'),
               ('status', 'Status of the order: OPEN, COOKING, DELIVERING, CLOSED, CANCELLED, or what the source sends.'),
               ('updated_at', 'When the newest version was changed (UTC).'),
               ('quantity', 'Quantity of the product in the order.'),
               ('price', 'Price of one, as ordered.'),
               ('amount', 'quantity * price.'),
               ('load_dt', 'When the row was loaded (UTC); one value per batch.'),
               ('load_src', 'Topic that the row was loaded from.')
               ) AS of_column (name, meaning) ON of_column.name = attname
          LEFT JOIN (VALUES
               ('s_product_names', 'name', 'Name of the product on the menu.'),
               ('s_restaurant_names', 'name', 'Name of the restaurant.'),
               ('s_product_category', 'hk_product_category_pk', 'Hash key of the row: product_id, version and attributes.'),
               ('s_order_status', 'h_user_pk', 'Hub key of the user whose order it is, in this version.'),
               ('s_order_status', 'h_restaurant_pk', 'Hub key of the restaurant, in this version.'),
               ('s_order_product', 'h_category_pk', 'Hub key of the category that the menu gave the product in this version.'),
               ('order_lines', 'category_name', 'Category that the menu gave the product in this version of the order.'),
               ('order_lines', 'h_category_pk', 'Hub key of the category that the menu gave the product in this version.'),
               ('products', 'category_name', 'Category of the product on its newest menu.'),
               ('products', 'h_category_pk', 'Hub key of the category of the product on its newest menu.')
               ) AS of_relation (relation, name, meaning)
               ON of_relation.relation = replace(relname, '_current', '') AND of_relation.name = attname
         WHERE relnamespace = 'dds'::regnamespace AND relkind IN ('r', 'v') AND relname <> 'flyway_schema_history'
    LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', commented.relation, commented.name, commented.meaning);
    END LOOP;
END
$$;
