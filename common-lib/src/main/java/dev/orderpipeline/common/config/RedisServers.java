package dev.orderpipeline.common.config;

import java.util.List;
import java.util.stream.Collectors;

/** The servers that hold the reference data. */
public sealed interface RedisServers {

    /** One server with all keys. It may have replicas, but no other server takes over its address. */
    record Standalone(HostAndPort address) implements RedisServers {

        private static Standalone read(SettingsReader reader) {
            reader.text("REDIS_HOST")
                    .filter(hosts -> hosts.contains(","))
                    .ifPresent(hosts -> reader.problem(
                            "REDIS_HOST",
                            "must be one host, was '%s': several need REDIS_CLUSTER=true".formatted(hosts)));
            return new Standalone(new HostAndPort(
                    reader.host("REDIS_HOST", "REDIS_PORT", "localhost"), reader.port("REDIS_PORT", DEFAULT_PORT)));
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * The primary with all keys that Redis Sentinel names.
     *
     * @param sentinels some of them: the first that responds is used
     * @param masterName under which they monitor the primary
     * @param user of the Sentinels
     */
    record Sentinels(List<HostAndPort> sentinels, String masterName, RedisUser user) implements RedisServers {

        private static final int DEFAULT_SENTINEL_PORT = 26379;

        private static Sentinels read(SettingsReader reader) {
            if (!reader.isSet("REDIS_SENTINELS")) {
                reader.problem("REDIS_SENTINELS", "is missing: the Sentinels of the master in REDIS_MASTER_NAME");
            }
            List<HostAndPort> sentinels = reader.addresses("REDIS_SENTINELS").stream()
                    .map(address ->
                            new HostAndPort(address.host(), address.port().orElse(DEFAULT_SENTINEL_PORT)))
                    .toList();
            String masterName = reader.required(
                    "REDIS_MASTER_NAME", "the name under which REDIS_SENTINELS monitor the primary, such as mymaster");
            return new Sentinels(sentinels, masterName, RedisUser.read(reader, "REDIS_SENTINEL"));
        }

        @Override
        public String toString() {
            return "master " + masterName + " of the Sentinels " + list(sentinels);
        }
    }

    /**
     * A Redis Cluster.
     *
     * @param nodes some of its nodes: they name the others
     */
    record Cluster(List<HostAndPort> nodes) implements RedisServers {

        private static Cluster read(SettingsReader reader) {
            List<HostAndPort> nodes = reader.addresses("REDIS_HOST").stream()
                    .map(address -> new HostAndPort(
                            address.host(), address.port().orElseGet(() -> reader.port("REDIS_PORT", DEFAULT_PORT))))
                    .toList();
            return new Cluster(
                    nodes.isEmpty()
                            ? List.of(new HostAndPort("localhost", reader.port("REDIS_PORT", DEFAULT_PORT)))
                            : nodes);
        }

        @Override
        public String toString() {
            return "Cluster " + list(nodes);
        }
    }

    int DEFAULT_PORT = 6379;

    static RedisServers read(SettingsReader reader) {
        boolean cluster = reader.flag("REDIS_CLUSTER", false);
        if (reader.isSet("REDIS_SENTINELS") || reader.isSet("REDIS_MASTER_NAME")) {
            if (cluster) {
                reader.problem("REDIS_CLUSTER", "must not be true beside REDIS_SENTINELS and REDIS_MASTER_NAME");
            }
            return Sentinels.read(reader);
        }
        return cluster ? Cluster.read(reader) : Standalone.read(reader);
    }

    private static String list(List<HostAndPort> addresses) {
        return addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }
}
