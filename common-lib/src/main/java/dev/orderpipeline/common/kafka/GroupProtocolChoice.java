package dev.orderpipeline.common.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How consumers join their group: by the protocol that is set, or by the newest one that the brokers support. Chosen and
 * logged once, so that a process has one protocol. See KIP-848.
 */
final class GroupProtocolChoice {

    private static final Logger LOG = LoggerFactory.getLogger(GroupProtocolChoice.class);

    private static final String FEATURE = "group.version";
    private static final String SESSION_TIMEOUT = "consumer.session.timeout.ms";
    private static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(45);

    private final Optional<GroupProtocol> setting;
    private final String group;
    private final Supplier<Admin> admin;
    private @Nullable GroupProtocol chosen;

    /** @param admin a client that this does not close */
    GroupProtocolChoice(Optional<GroupProtocol> setting, String group, Supplier<Admin> admin) {
        this.setting = setting;
        this.group = group;
        this.admin = admin;
    }

    /** @throws KafkaException if the brokers have to be requested and do not respond */
    synchronized GroupProtocol get() {
        if (chosen == null) {
            GroupProtocol protocol = setting.orElseGet(this::supported);
            if (protocol == GroupProtocol.CONSUMER) {
                logSessionTimeout();
            }
            chosen = protocol;
        }
        return chosen;
    }

    private GroupProtocol supported() {
        Map<String, FinalizedVersionRange> features =
                Futures.await(admin.get().describeFeatures().featureMetadata()).finalizedFeatures();
        FinalizedVersionRange range = features.get(FEATURE);
        int version = range == null ? 0 : range.maxVersionLevel();
        if (version > 0) {
            LOG.info("Group protocol consumer: the brokers have the feature {}={}", FEATURE, version);
            return GroupProtocol.CONSUMER;
        }
        LOG.info(
                "Group protocol classic: the protocol consumer needs the feature {}=1, and the brokers have {}",
                FEATURE,
                range == null ? "none" : version);
        return GroupProtocol.CLASSIC;
    }

    /** The brokers decide on it, which a service that was killed and is not replaced shows late. */
    private void logSessionTimeout() {
        Optional<Duration> ofGroup = sessionTimeout();
        LOG.info(
                "Partitions of a killed replica are reassigned after {} s{}; to change it: kafka-configs.sh --alter"
                        + " --entity-type groups --entity-name {} --add-config {}=…, not below the brokers'"
                        + " group.consumer.min.session.timeout.ms",
                ofGroup.orElse(DEFAULT_SESSION_TIMEOUT).toSeconds(),
                ofGroup.isPresent() ? "" : ", or what the brokers have (no right DescribeConfigs on the group)",
                group,
                SESSION_TIMEOUT);
    }

    private Optional<Duration> sessionTimeout() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        try {
            return Futures.await(admin.get().describeConfigs(List.of(resource)).all()).values().stream()
                    .flatMap(config -> config.entries().stream())
                    .filter(entry -> entry.name().equals(SESSION_TIMEOUT))
                    .findFirst()
                    .map(entry -> Duration.ofMillis(Long.parseLong(entry.value())));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("The session timeout of group {} could not be read", group, e);
            return Optional.empty();
        }
    }
}
