#!/bin/sh
# Makes an authority, and a key with its certificate for each server of the profile "secure". What is there stays.
# Before that it checks that the profile's passwords are set: a file .env that is older than the profile has none.
set -eu
missing=
for variable in SECURED_KAFKA_CONSUMER_PASSWORD SECURED_KAFKA_PRODUCER_PASSWORD SECURED_REDIS_PASSWORD; do
    eval "value=\${$variable-}"
    [ -n "$value" ] || missing="$missing $variable"
done
if [ -n "$missing" ]; then
    echo "Missing or blank in .env:$missing. The profile secure needs them: copy the lines from .env.example." >&2
    exit 1
fi
cd /certificates
[ ! -f authority.pem ] || exit 0
umask 077

# In OpenSSL's defaults every certificate would be an authority's.
make() {
    openssl req -config /dev/null -x509 -days 3650 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc "$@"
}

# The authority's key is gone with this container: whoever reads the volume can issue nothing.
make -subj "/CN=Order Pipeline" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout /tmp/authority.key -out /tmp/authority.pem

# A key is for the user that its server runs as in the image.
for server_and_user in kafka-secured:1000 postgres-secured:999 redis-secured:999; do
    server=${server_and_user%:*}
    make -CA /tmp/authority.pem -CAkey /tmp/authority.key -subj "/CN=$server" -addext basicConstraints=CA:FALSE \
        -addext "subjectAltName=DNS:$server,DNS:localhost,IP:127.0.0.1" -keyout /tmp/key.pem -out /tmp/certificate.pem
    cat /tmp/key.pem /tmp/certificate.pem > "$server.pem"
    chown "${server_and_user#*:}" "$server.pem"
done

# Last, as it says that all of them are there.
install -m 644 /tmp/authority.pem authority.pem
