package dev.orderpipeline.common.failure;

import dev.orderpipeline.common.kafka.RejectedUserException;
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

/** Advice for a user or request that the brokers reject, and for a certificate that fails verification. */
final class KafkaAdvice {

    private static final TlsAdvice TLS = new TlsAdvice(
            "Kafka",
            "KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST",
            "KAFKA_CERTIFICATE_PATH",
            "KAFKA_CLIENT_CERTIFICATE_PATH or that of the role");

    private KafkaAdvice() {}

    /** @param failure the first Kafka exception among the causes */
    static Optional<String> of(KafkaException failure, List<Throwable> causes) {
        return TokenAdvice.of(failure, causes).or(() -> ofKafka(failure, causes));
    }

    private static Optional<String> ofKafka(KafkaException failure, List<Throwable> causes) {
        return failure instanceof RejectedUserException rejected
                ? Optional.of(forRejectedUser(rejected, causes))
                : causes.stream()
                        .flatMap(cause -> forRejectedRequest(cause).stream())
                        .findFirst();
    }

    private static Optional<String> forRejectedRequest(Throwable cause) {
        if (cause instanceof InconsistentGroupProtocolException) {
            return Optional.of(
                    "the group has a member of another kind, such as a client with another assignor: stop that"
                            + " client, or set KAFKA_CONSUMER_GROUP to a group of the service's own");
        }
        if (cause instanceof GroupMaxSizeReachedException) {
            return Optional.of(
                    "run fewer replicas (or a lower CONCURRENCY), raise the brokers' group.max.size, or check"
                            + " KAFKA_CONSUMER_GROUP");
        }
        if (cause instanceof InvalidRecordException) {
            return Optional.of("a compacted topic rejects a dead letter without a key: set cleanup.policy=delete on the"
                    + " topic in KAFKA_DLQ_TOPIC");
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return Optional.of("check KAFKA_TOPIC_REPLICATION_FACTOR");
        }
        if (cause instanceof UnsupportedVersionException && isOfGroupProtocol(cause)) {
            return Optional.of("set KAFKA_GROUP_PROTOCOL=classic, or finalize the brokers' feature group.version=1");
        }
        if (cause instanceof UnsupportedVersionException) {
            return Optional.of(
                    "the brokers in KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST must run Kafka 2.1 or newer; before 2.4,"
                            + " KAFKA_CREATE_TOPICS needs KAFKA_TOPIC_PARTITIONS and KAFKA_TOPIC_REPLICATION_FACTOR");
        }
        return Optional.empty();
    }

    /** Kafka's message names the client's setting. */
    private static boolean isOfGroupProtocol(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("group.protocol");
    }

    private static String forRejectedUser(RejectedUserException rejected, List<Throwable> causes) {
        String user = rejected.user().role();
        String username = rejected.user().variable("USERNAME");
        String grantee = username + " (or to the subject of its certificate or token)";
        Throwable cause = rejected.getCause();
        if (cause instanceof SaslAuthenticationException) {
            return "the broker rejects the %s's user or password: check %s and %s"
                    .formatted(user, username, rejected.user().variable("PASSWORD"));
        }
        if (cause instanceof TopicAuthorizationException topics) {
            return "permission denied for the %s's user on topic %s: grant it to %s"
                    .formatted(user, String.join(", ", topics.unauthorizedTopics()), grantee);
        }
        if (cause instanceof GroupAuthorizationException group) {
            return "permission denied for the %s's user on group %s: grant it to %s, or check KAFKA_CONSUMER_GROUP"
                    .formatted(user, group.groupId(), grantee);
        }
        if (cause instanceof AuthorizationException) {
            return "permission denied for the %s's user: grant it to %s".formatted(user, grantee);
        }
        return TLS.of(causes)
                .orElse(
                        "the listener on this port has another security protocol or mechanism: check KAFKA_SECURITY_PROTOCOL and"
                                + " KAFKA_SASL_MECHANISM");
    }
}
