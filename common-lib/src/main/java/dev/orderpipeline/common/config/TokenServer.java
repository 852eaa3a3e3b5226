package dev.orderpipeline.common.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server that issues the tokens of Kafka's clients (OAuth 2.0, client credentials).
 *
 * @param url of its token endpoint
 * @param scope of the tokens, several separated by spaces; empty for the server's default
 * @param authorities PEM file with the CA certificates that it is verified against, empty for the JVM's own
 */
public record TokenServer(URI url, Optional<String> scope, Optional<Path> authorities) {

    static final String URL = "KAFKA_OAUTH_TOKEN_URL";
    static final String SCOPE = "KAFKA_OAUTH_SCOPE";
    static final String AUTHORITIES = "KAFKA_OAUTH_CERTIFICATE_PATH";

    private static final String EXAMPLE = "https://sso.example.com/oauth2/token";

    static Optional<TokenServer> read(SettingsReader reader) {
        reader.required(URL, "the address that issues tokens, such as " + EXAMPLE);
        return reader.httpUrl(URL, EXAMPLE)
                .filter(url -> {
                    boolean usable = !url.toString().contains(",");
                    if (!usable) {
                        reader.problem(URL, "must be a URL without commas, which Kafka's client takes for separators");
                    }
                    return usable;
                })
                .map(url -> new TokenServer(url, reader.text(SCOPE), authorities(reader, url)));
    }

    private static Optional<Path> authorities(SettingsReader reader, URI url) {
        return url.getScheme().equalsIgnoreCase("https")
                ? reader.certificates(reader.isSet(AUTHORITIES) ? AUTHORITIES : TlsFiles.COMMON_AUTHORITIES)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
