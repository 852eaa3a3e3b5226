package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.security.Certificates;
import dev.orderpipeline.local.security.LocalSecurity;
import dev.orderpipeline.local.security.LocalSecurity.User;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A listener of the broker with TLS, passwords and rights. SCRAM keeps its passwords in the cluster, PLAIN in the
 * listener's own settings, as managed Kafka services do.
 */
final class KafkaSecurity {

    private static final String LISTENER = "listener.name.secured.";
    private static final String LOGIN_MODULES = "org.apache.kafka.common.security.";

    private final LocalSecurity users;
    private final int port;

    /** @param port where it listens */
    KafkaSecurity(LocalSecurity users, int port) {
        this.users = users;
        this.port = port;
    }

    LocalSecurity users() {
        return users;
    }

    int port() {
        return port;
    }

    /** Adds the listener to a broker that has others, whose internal and anonymous users have all rights. */
    void addTo(Properties broker, String listenAddress) {
        append(broker, "listeners", "SECURED://" + listenAddress + ":" + port);
        append(broker, "advertised.listeners", "SECURED://" + Certificates.HOST + ":" + port);
        broker.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL");
        broker.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        broker.put("super.users", "User:ANONYMOUS");
        broker.putAll(keystore());
        broker.put(LISTENER + "sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
        broker.put(LISTENER + "scram-sha-512.sasl.jaas.config", LOGIN_MODULES + "scram.ScramLoginModule required;");
        StringBuilder plain = new StringBuilder(LOGIN_MODULES + "plain.PlainLoginModule required");
        for (User user : List.of(users.kafkaConsumer(), users.kafkaProducer())) {
            plain.append(" user_%s=\"%s\"".formatted(user.name(), escaped(user.password())));
        }
        broker.put(LISTENER + "plain.sasl.jaas.config", plain.append(";").toString());
    }

    /** The keystore settings; altering them makes a running broker reload the certificate. */
    Map<String, String> keystore() {
        return Map.of(
                LISTENER + "ssl.keystore.type",
                "PEM",
                LISTENER + "ssl.keystore.location",
                users.certificates().serverKeyAndCertificate().toString());
    }

    private static void append(Properties broker, String name, String value) {
        broker.put(name, broker.getProperty(name) + "," + value);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
