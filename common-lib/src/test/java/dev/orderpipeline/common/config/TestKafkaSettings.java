package dev.orderpipeline.common.config;

import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.util.Optional;
import org.apache.kafka.clients.consumer.GroupProtocol;

/** Settings of clients for tests, so that a new variable changes one place of theirs. */
public final class TestKafkaSettings {

    /** For clients that use no topic. */
    public static final TopicSettings NO_TOPICS =
            new TopicSettings("group", "in", "out", "in.dlq", false, Optional.empty(), Optional.empty());

    private static final String MECHANISM = "SCRAM-SHA-512";

    private TestKafkaSettings() {}

    public static KafkaSettings plaintext(String bootstrapServers, TopicSettings topics) {
        return plaintext(bootstrapServers, Optional.of(GroupProtocol.CLASSIC), topics);
    }

    /** @param groupProtocol empty for the newest that the brokers support */
    public static KafkaSettings plaintext(
            String bootstrapServers, Optional<GroupProtocol> groupProtocol, TopicSettings topics) {
        return new KafkaSettings(
                bootstrapServers,
                "PLAINTEXT",
                MECHANISM,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TlsFiles.NONE,
                TlsFiles.NONE,
                ClientProperties.NONE,
                ClientProperties.NONE,
                groupProtocol,
                topics);
    }

    /** @param stack with secured servers */
    public static KafkaSettings secured(SecuredStack stack, String mechanism, Credentials user) {
        return secured(stack, mechanism, user, user, NO_TOPICS);
    }

    /** @param stack with secured servers */
    public static KafkaSettings secured(
            SecuredStack stack, Credentials consumer, Credentials producer, TopicSettings topics) {
        return secured(stack, MECHANISM, consumer, producer, topics);
    }

    private static KafkaSettings secured(
            SecuredStack stack, String mechanism, Credentials consumer, Credentials producer, TopicSettings topics) {
        TlsFiles tls = TlsFiles.ofAuthorities(stack.security().certificates().authority());
        return new KafkaSettings(
                stack.kafka().securedServers(),
                "SASL_SSL",
                mechanism,
                Optional.of(consumer),
                Optional.of(producer),
                Optional.empty(),
                tls,
                tls,
                ClientProperties.NONE,
                ClientProperties.NONE,
                Optional.of(GroupProtocol.CLASSIC),
                topics);
    }
}
