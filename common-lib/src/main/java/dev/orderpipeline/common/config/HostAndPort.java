package dev.orderpipeline.common.config;

/**
 * A port of a server.
 *
 * @param host a name or an address; an IPv6 address in brackets
 */
public record HostAndPort(String host, int port) {

    /** The host as clients and certificates have it: an IPv6 address without brackets. */
    public String bareHost() {
        return host.replaceAll("[\\[\\]]", "");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
