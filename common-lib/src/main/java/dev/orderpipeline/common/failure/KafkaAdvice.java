package dev.orderpipeline.common.failure;

import dev.orderpipeline.common.kafka.RefusedUserException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Where to look when the brokers refuse a user or a request, or show a certificate that is refused. */
final class KafkaAdvice {

    private KafkaAdvice() {}

    /** @param failure the first of the causes that is one of Kafka's */
    static Optional<String> of(KafkaException failure, List<Throwable> causes) {
        return failure instanceof RefusedUserException refused
                ? Optional.of(ofRefusedUser(refused, causes))
                : causes.stream()
                        .flatMap(cause -> ofRefusedRequest(cause).stream())
                        .findFirst();
    }

    private static Optional<String> ofRefusedRequest(Throwable cause) {
        if (cause instanceof InconsistentGroupProtocolException) {
            return Optional.of(
                    "the group has a member of another kind, such as a client with another assignor: stop that"
                            + " client, or set KAFKA_CONSUMER_GROUP to a group of the service's own");
        }
        if (cause instanceof GroupMaxSizeReachedException) {
            return Optional.of(
                    "run fewer replicas (or a lower CONCURRENCY), raise the brokers' group.max.size, or look at"
                            + " KAFKA_CONSUMER_GROUP");
        }
        if (cause instanceof InvalidRecordException) {
            return Optional.of("a compacted topic takes no dead letter without a key: set cleanup.policy=delete for the"
                    + " topic that is set in KAFKA_DLQ_TOPIC");
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return Optional.of("look at KAFKA_TOPIC_REPLICATION_FACTOR");
        }
        if (cause instanceof UnsupportedVersionException) {
            return Optional.of(
                    "the brokers that are set in KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST have to be of version 2.1"
                            + " or newer");
        }
        return Optional.empty();
    }

    private static String ofRefusedUser(RefusedUserException refused, List<Throwable> causes) {
        String user = refused.user().role();
        String username = refused.user().variable("USERNAME");
        Throwable cause = refused.getCause();
        if (cause instanceof SaslAuthenticationException) {
            return "the broker refuses the %s's user or password: look at %s and %s"
                    .formatted(user, username, refused.user().variable("PASSWORD"));
        }
        if (cause instanceof TopicAuthorizationException topics) {
            return "the %s's user lacks a right to topic %s: grant it to %s"
                    .formatted(user, String.join(", ", topics.unauthorizedTopics()), username);
        }
        if (cause instanceof GroupAuthorizationException group) {
            return "the %s's user may not read in group %s: grant it to %s, or look at KAFKA_CONSUMER_GROUP"
                    .formatted(user, group.groupId(), username);
        }
        if (cause instanceof AuthorizationException) {
            return "the %s's user lacks a right: grant it to %s".formatted(user, username);
        }
        return TlsAdvice.of(causes, "Kafka", "KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST")
                .orElse("the broker expects something else on this port: look at KAFKA_SECURITY_PROTOCOL and"
                        + " KAFKA_SASL_MECHANISM");
    }
}
