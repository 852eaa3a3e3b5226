#!/bin/sh
# Creates the role of reports for Grafana, and checks that no password is blank: Grafana would take its own default.
set -eu
for name in GRAFANA_PASSWORD DWH_READER_PASSWORD; do
    eval "value=\${$name-}"
    [ -n "$value" ] || {
        echo "$name is missing or blank; set it in the file .env, a copy of .env.example" >&2
        exit 1
    }
done
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 <<END
\i /reporting/dwh_reader.sql
\getenv password DWH_READER_PASSWORD
ALTER ROLE dwh_reader PASSWORD :'password';
END
