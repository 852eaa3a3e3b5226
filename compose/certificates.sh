#!/bin/sh
# Creates an authority, and a key with a certificate for each server of docker-compose.secured.yml, once.
set -eu
cd /certificates
[ ! -f authority.pem ] || exit 0
umask 077

# By OpenSSL's default configuration every certificate would be an authority's.
issue() {
    openssl req -config /dev/null -x509 -days 3650 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc "$@"
}

# The authority's key is deleted with this container: the volume alone can issue no certificate.
issue -subj "/CN=Order Pipeline" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout /tmp/authority.key -out /tmp/authority.pem

# A key is readable by the user alone that its server's image runs as.
for server_and_user in kafka:1000 postgres:999 redis:999; do
    server=${server_and_user%:*}
    issue -CA /tmp/authority.pem -CAkey /tmp/authority.key -subj "/CN=$server" -addext basicConstraints=CA:FALSE \
        -addext "subjectAltName=DNS:$server,DNS:localhost,IP:127.0.0.1" -keyout /tmp/key.pem -out /tmp/certificate.pem
    cat /tmp/key.pem /tmp/certificate.pem > "$server.pem"
    chown "${server_and_user#*:}" "$server.pem"
done

# Last: it marks the set as complete.
install -m 644 /tmp/authority.pem authority.pem
