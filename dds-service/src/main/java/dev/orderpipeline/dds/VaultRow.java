package dev.orderpipeline.dds;

import dev.orderpipeline.common.value.Money;
import dev.orderpipeline.common.value.Timestamps;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A row of the vault. Two rows of one table with the same key are the same row. */
sealed interface VaultRow {

    /** The primary key: a hash key. */
    UUID key();

    record Hub(UUID key, String businessKey) implements VaultRow {}

    /** @param orderDate the smallest of all versions is stored */
    record OrderHub(UUID key, long orderId, LocalDateTime orderDate) implements VaultRow {}

    /** Joins two hubs; its key hashes their business keys, in the order in which the link's name gives them. */
    record Link(UUID key, UUID firstHub, UUID secondHub) implements VaultRow {

        static Link of(
                HashKeys keys, String firstBusinessKey, UUID firstHub, String secondBusinessKey, UUID secondHub) {
            return new Link(keys.of(firstBusinessKey, secondBusinessKey), firstHub, secondHub);
        }
    }

    /** A timestamp and its text, which is made once for all satellites of an order. */
    record Stamp(LocalDateTime timestamp, String text) {

        static Stamp of(LocalDateTime timestamp) {
            return new Stamp(timestamp, Timestamps.format(timestamp));
        }
    }

    /**
     * One version of the attributes of a hub or link.
     *
     * @param parent key of the hub or link
     * @param effectiveFrom the source's own stamp, so that a version does not depend on when it arrives
     * @param attributes in column order: texts, integers ({@code Long}) and money ({@code BigDecimal})
     */
    record Satellite(UUID key, UUID parent, UUID hashdiff, LocalDateTime effectiveFrom, List<?> attributes)
            implements VaultRow {

        /** @param businessKey components of the hub's or link's own key */
        static Satellite of(
                HashKeys keys, List<String> businessKey, UUID parent, Stamp effectiveFrom, List<?> attributes) {
            String[] hashedAttributes = new String[attributes.size()];
            for (int index = 0; index < hashedAttributes.length; index++) {
                hashedAttributes[index] = text(attributes.get(index));
            }
            List<String> hashed = new ArrayList<>(businessKey);
            hashed.add(effectiveFrom.text());
            hashed.addAll(List.of(hashedAttributes));
            return new Satellite(
                    keys.of(hashed.toArray(String[]::new)),
                    parent,
                    keys.of(hashedAttributes),
                    effectiveFrom.timestamp(),
                    attributes);
        }

        /** As PostgreSQL prints the stored value, so that SQL computes the same hash. */
        private static String text(Object attribute) {
            return attribute instanceof BigDecimal money ? Money.format(money) : attribute.toString();
        }
    }
}
