package dev.orderpipeline.testing.secured;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.orderpipeline.local.process.Ports;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Issues signed tokens (OAuth 2.0, client credentials) over TLS, on a port that stays the same. The keys that verify them are
 * in a file (JWKS).
 */
public final class LocalTokenServer implements AutoCloseable {

    /** Whom the tokens are for. */
    public static final String AUDIENCE = "kafka";

    /** The only scope that clients may request. */
    public static final String SCOPE = "orders";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String PATH = "/token";
    private static final String KEY_ID = "first";

    private final int port = Ports.free();
    private final KeyPair key = rsaKey();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final Path keys;
    private final SSLContext tls;
    private volatile Duration lifetime = Duration.ofMinutes(5);
    private volatile String audience = AUDIENCE;
    private @Nullable HttpsServer server;

    LocalTokenServer(Path folder, Certificates certificates) {
        this.keys = folder.resolve("jwks.json");
        Uncheck.run(() -> Files.writeString(keys, jwks()));
        this.tls = SslBundle.of(new PemSslStoreBundle(
                        PemSslStoreDetails.forCertificates(
                                        Uncheck.get(() -> Files.readString(certificates.serverCertificate())))
                                .withPrivateKey(Uncheck.get(() -> Files.readString(certificates.serverKey()))),
                        null))
                .createSslContext();
        start();
    }

    public String url() {
        return "https://%s:%d%s".formatted(Certificates.HOST, port, PATH);
    }

    /** The keys as a URL, as brokers take it. */
    String keysUrl() {
        return keys.toUri().toString();
    }

    /** Registers a client, or changes its secret. */
    public void setSecret(String client, String secret) {
        secrets.put(client, secret);
    }

    /** Of tokens that are issued from now on. */
    public void setLifetime(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** Whom tokens that are issued from now on are for. */
    public void setAudience(String audience) {
        this.audience = audience;
    }

    /** How many tokens were issued. */
    public int issued() {
        return issued.get();
    }

    public void start() {
        HttpsServer started = Uncheck.get(() -> HttpsServer.create(new InetSocketAddress(Ports.HOST, port), 0));
        started.setHttpsConfigurator(new HttpsConfigurator(tls));
        started.createContext(PATH, this::respond);
        started.start();
        server = started;
    }

    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Optional<String> client = client(exchange.getRequestHeaders().getFirst("Authorization"));
            if (client.isEmpty()) {
                send(
                        exchange,
                        401,
                        "{\"error\":\"invalid_client\",\"error_description\":\"unknown client or secret\"}");
            } else if (!URLDecoder.decode(body, UTF_8).equals("grant_type=client_credentials&scope=" + SCOPE)) {
                send(exchange, 400, "{\"error\":\"invalid_scope\"}");
            } else {
                issued.incrementAndGet();
                send(
                        exchange,
                        200,
                        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                                .formatted(token(client.get()), lifetime.toSeconds()));
            }
        }
    }

    /** The client of a header with its right secret. */
    private Optional<String> client(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return Optional.empty();
        }
        String credentials = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), UTF_8);
        int end = credentials.indexOf(':');
        String client = credentials.substring(0, end);
        return Optional.of(client).filter(name -> credentials.substring(end + 1).equals(secrets.get(name)));
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** A new token of the client. */
    public String token(String subject) {
        long now = Instant.now().getEpochSecond();
        String signed = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(KEY_ID)) + "."
                + encoded("{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"scope\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(url(), audience, subject, SCOPE, now, now + lifetime.toSeconds()));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String jwks() {
        RSAPublicKey verifier = (RSAPublicKey) key.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(KEY_ID, number(verifier.getModulus()), number(verifier.getPublicExponent()));
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }

    private static KeyPair rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
