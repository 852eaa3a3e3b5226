package dev.orderpipeline.common.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as it is set in a variable: {@code host} or {@code host:port}.
 *
 * @param host a name or an address; an IPv6 address in brackets
 */
record ServerAddress(String host, Optional<Integer> port) {

    static final int MAX_PORT = 65_535;

    private static final Pattern SCHEME = Pattern.compile("^(?<scheme>[A-Za-z][A-Za-z0-9+._:-]*://)");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[\\w.-]+)?");
    private static final Pattern ADDRESS =
            Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[(?<ipv6>[0-9A-Fa-f:.]+)(%[\\w.-]+)?])(:(?<port>\\d{1,5}))?");

    /** @throws InvalidAddressException if the text is no such address */
    static ServerAddress parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.find()) {
            throw new InvalidAddressException("must begin with the host, without '" + scheme.group("scheme") + "'");
        }
        if (text.contains("@") || text.contains("?")) {
            // Without the text: an address with '@' or '?' may contain a password.
            throw new InvalidAddressException("must be a host without user, password and options ('@', '?')");
        }
        if (BARE_IPV6.matcher(text).matches()) {
            throw new InvalidAddressException(
                    "must have an IPv6 address in brackets, such as [::1], was '" + text + "'");
        }
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches() || (address.group("ipv6") != null && !isIpv6(address.group("ipv6")))) {
            throw new InvalidAddressException("must be one host name or address, was '" + text + "'");
        }
        Optional<Integer> port = Optional.ofNullable(address.group("port")).map(Integer::valueOf);
        if (port.isPresent() && (port.get() < 1 || port.get() > MAX_PORT)) {
            throw new InvalidAddressException("must have a port from 1 to " + MAX_PORT + ", was '" + text + "'");
        }
        return new ServerAddress(address.group("host"), port);
    }

    String withPort(int otherPort) {
        return host + ":" + otherPort;
    }

    private static boolean isIpv6(String address) {
        try {
            // In brackets, it is never resolved as a host name.
            InetAddress.getByName("[" + address + "]");
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Its message completes the sentence "KAFKA_HOST …". */
    static final class InvalidAddressException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private InvalidAddressException(String expectation) {
            super(expectation);
        }
    }
}
