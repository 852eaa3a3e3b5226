package dev.orderpipeline.testing.secured;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A Kafka broker with a second listener, {@link #securedServers()}, with TLS and passwords, tokens or client certificates, whose
 * clients have only the rights that were granted. SCRAM keeps its passwords in the cluster, PLAIN in the listener's own
 * settings, as managed Kafka services do.
 */
public final class SecuredKafka extends LocalKafka {

    private static final String LISTENER = "listener.name.secured.";
    private static final String LOGIN_MODULES = "org.apache.kafka.common.security.";
    private static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final int SCRAM_ITERATIONS = 4_096;

    private final LocalSecurity users;
    private final int securedPort = Ports.free();

    SecuredKafka(Path directory, LocalSecurity users) {
        super(directory, 0);
        this.users = users;
    }

    /** The SASL_SSL listener, with SCRAM-SHA-512 or PLAIN, or with OAUTHBEARER; the SSL listener if it demands client certificates. */
    public String securedServers() {
        return Certificates.HOST + ":" + securedPort;
    }

    /** Gives the user this password for SCRAM-SHA-512. */
    public void setPassword(User user, String password) {
        ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
        UserScramCredentialUpsertion change = new UserScramCredentialUpsertion(user.name(), scram, password);
        request(
                "The password of " + user.name() + " could not be set",
                admin -> admin.alterUserScramCredentials(List.of(change)).all());
    }

    /** Allows the user to do this to a topic or group. */
    public void allow(User user, ResourceType type, String name, AclOperation... operations) {
        List<AclBinding> rights = Stream.of(operations)
                .map(operation -> new AclBinding(
                        new ResourcePattern(type, name, PatternType.LITERAL),
                        new AccessControlEntry("User:" + user.name(), "*", operation, AclPermissionType.ALLOW)))
                .toList();
        request("The rights of " + user.name() + " could not be set", admin -> admin.createAcls(rights)
                .all());
    }

    /** Reloads the certificate, for new connections: its settings are altered, to what they are. */
    void reloadCertificate() {
        List<AlterConfigOp> changes = keystore().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        request("The certificate could not be reloaded", admin -> admin.incrementalAlterConfigs(Map.of(BROKER, changes))
                .all());
    }

    /** Internal and anonymous users, of the other listeners, have all rights. */
    @Override
    protected Properties properties() {
        Properties broker = super.properties();
        append(broker, "listeners", "SECURED://" + listenAddress() + ":" + securedPort);
        append(broker, "advertised.listeners", "SECURED://" + securedServers());
        broker.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:"
                        + (users.clientCertificates() ? "SSL" : "SASL_SSL"));
        broker.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        broker.put("super.users", "User:ANONYMOUS");
        broker.putAll(keystore());
        broker.putAll(users.tokenServer()
                .map(SecuredKafka::tokenSettings)
                .orElseGet(() -> users.clientCertificates() ? certificateSettings() : passwordSettings()));
        return broker;
    }

    /** A user's name is the common name of the certificate. */
    private Map<String, String> certificateSettings() {
        return Map.of(
                LISTENER + "ssl.client.auth",
                "required",
                LISTENER + "ssl.truststore.type",
                "PEM",
                LISTENER + "ssl.truststore.location",
                users.certificates().authority().toString(),
                LISTENER + "ssl.principal.mapping.rules",
                "RULE:^CN=(.*)$/$1/");
    }

    /** A user's name is the subject of the token. A connection has to authenticate again before its token expires. */
    private static Map<String, String> tokenSettings(LocalTokenServer server) {
        return Map.of(
                LISTENER + "sasl.enabled.mechanisms",
                "OAUTHBEARER",
                LISTENER + "oauthbearer.sasl.jaas.config",
                LOGIN_MODULES + "oauthbearer.OAuthBearerLoginModule required;",
                LISTENER + "oauthbearer.sasl.server.callback.handler.class",
                LOGIN_MODULES + "oauthbearer.OAuthBearerValidatorCallbackHandler",
                LISTENER + "oauthbearer.connections.max.reauth.ms",
                "3600000",
                "sasl.oauthbearer.jwks.endpoint.url",
                server.keysUrl(),
                "sasl.oauthbearer.expected.issuer",
                server.url(),
                "sasl.oauthbearer.expected.audience",
                LocalTokenServer.AUDIENCE);
    }

    private Map<String, String> passwordSettings() {
        StringBuilder plain = new StringBuilder(LOGIN_MODULES + "plain.PlainLoginModule required");
        for (User user : List.of(users.kafkaConsumer(), users.kafkaProducer())) {
            plain.append(" user_%s=\"%s\"".formatted(user.name(), escaped(user.password())));
        }
        return Map.of(
                LISTENER + "sasl.enabled.mechanisms",
                "SCRAM-SHA-512,PLAIN",
                LISTENER + "scram-sha-512.sasl.jaas.config",
                LOGIN_MODULES + "scram.ScramLoginModule required;",
                LISTENER + "plain.sasl.jaas.config",
                plain.append(";").toString());
    }

    @Override
    protected List<String> systemProperties() {
        return users.tokenServer()
                .map(server -> List.of("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + server.keysUrl()))
                .orElse(List.of());
    }

    @Override
    protected ContainerSpec container() {
        ContainerSpec spec = users.certificates().mountedInto(super.container());
        return new ContainerSpec(
                spec.image(), spec.command(), spec.environment(), List.of(port(), securedPort), spec.folders());
    }

    private Map<String, String> keystore() {
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
