package dev.orderpipeline.common.config;

import java.util.Set;

/**
 * Addresses, security and user of Redis.
 *
 * @param database number of the database with the reference data; a cluster has only 0
 * @param tls of the Sentinels too; none without TLS
 */
public record RedisSettings(RedisServers servers, int database, RedisUser user, boolean ssl, TlsFiles tls) {

    static final Set<String> VARIABLES = Set.of(
            "REDIS_HOST",
            "REDIS_PORT",
            "REDIS_CLUSTER",
            "REDIS_SENTINELS",
            "REDIS_MASTER_NAME",
            "REDIS_SENTINEL_USERNAME",
            "REDIS_SENTINEL_PASSWORD",
            "REDIS_DATABASE",
            "REDIS_USERNAME",
            "REDIS_PASSWORD",
            "REDIS_SSL",
            "REDIS_CERTIFICATE_PATH",
            "REDIS_CLIENT_CERTIFICATE_PATH",
            "REDIS_CLIENT_KEY_PATH",
            "REDIS_CLIENT_KEY_PASSWORD",
            TlsFiles.COMMON_AUTHORITIES);

    static RedisSettings read(SettingsReader reader) {
        RedisServers servers = RedisServers.read(reader);
        int database = reader.number("REDIS_DATABASE", 0, Integer.MAX_VALUE, 0);
        if (database != 0 && servers instanceof RedisServers.Cluster) {
            reader.problem("REDIS_DATABASE", "must be 0 with REDIS_CLUSTER=true: a cluster has no other database");
        }
        RedisUser user = RedisUser.read(reader, "REDIS");
        boolean ssl = reader.flag("REDIS_SSL", TlsFiles.areSet(reader, "REDIS"));
        if (!ssl && ClientCertificate.isSet(reader, "REDIS")) {
            reader.problem("REDIS_SSL", "must be true when a client certificate is set");
        }
        return new RedisSettings(servers, database, user, ssl, ssl ? TlsFiles.read(reader, "REDIS") : TlsFiles.NONE);
    }

    String summary() {
        return "%s%s, %s: %s"
                .formatted(
                        servers,
                        database == 0 ? "" : ", database " + database,
                        (ssl ? "TLS" : "no TLS") + tls.summary("certificate"),
                        user);
    }

    @Override
    public String toString() {
        return servers.toString();
    }
}
