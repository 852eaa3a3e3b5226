-- Revenue of the closed orders for each restaurant and day. Names are joined to the sums.
SELECT day, restaurant_id, restaurant_name, orders, revenue
  FROM (SELECT order_dt::date AS day, h_restaurant_pk, count(*) AS orders, sum(payment) AS revenue
          FROM dds.orders
         WHERE status = 'CLOSED'
         GROUP BY 1, 2) AS summed
  JOIN dds.restaurants USING (h_restaurant_pk)
 ORDER BY 1, 2;
