-- Statements since the last reset, by the first table in the text, which may be that of a subquery. Statements that are not
-- top-level are checks of foreign keys: no table has other triggers.
SELECT toplevel, "table", sum(calls) AS calls, sum(total_exec_time) AS milliseconds
  FROM (SELECT toplevel, calls, total_exec_time,
               coalesce(substring(replace(query, '"', '') FROM '\m(?:stg|dds|cdm)\.\w+'), '') AS "table"
          FROM pg_stat_statements
         WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND query !~ '^(COPY .* TO |TRUNCATE)') AS statement
 GROUP BY toplevel, "table";
