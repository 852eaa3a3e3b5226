package dev.orderpipeline.common.failure;

import dev.orderpipeline.common.kafka.RefusedUserException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Where to look when the brokers refuse a user, or show a certificate that is refused. */
final class KafkaAdvice {

    private KafkaAdvice() {}

    static Optional<String> of(RefusedUserException refused, List<Throwable> causes) {
        String user = refused.user().role();
        String username = refused.user().variable("USERNAME");
        Throwable cause = refused.getCause();
        if (cause instanceof SaslAuthenticationException) {
            return Optional.of("the broker refuses the %s's user or password: look at %s and %s"
                    .formatted(user, username, refused.user().variable("PASSWORD")));
        }
        if (cause instanceof TopicAuthorizationException topics) {
            return Optional.of("the %s's user lacks a right to topic %s: grant it to %s"
                    .formatted(user, String.join(", ", topics.unauthorizedTopics()), username));
        }
        if (cause instanceof GroupAuthorizationException group) {
            return Optional.of("the %s's user may not read in group %s: grant it to %s, or look at KAFKA_CONSUMER_GROUP"
                    .formatted(user, group.groupId(), username));
        }
        if (cause instanceof AuthorizationException) {
            return Optional.of("the %s's user lacks a right: grant it to %s".formatted(user, username));
        }
        return TlsAdvice.of(causes, "Kafka", "KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST")
                .or(() -> Optional.of("the broker expects something else on this port: look at"
                        + " KAFKA_SECURITY_PROTOCOL and KAFKA_SASL_MECHANISM"));
    }
}
