package dev.orderpipeline.dds;

import static java.util.Comparator.comparing;

import dev.orderpipeline.common.value.Money;
import dev.orderpipeline.common.value.Timestamps;
import dev.orderpipeline.common.value.Uuids;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A row of the vault. Rows of one table with the same hash key are the same row. */
sealed interface VaultRow {

    /** The order of the primary keys of hubs. */
    Comparator<VaultRow> HUB_ORDER = comparing(VaultRow::key, Uuids.ORDER);

    /** The row's own hash key. */
    UUID key();

    record Hub(UUID key, String businessKey) implements VaultRow {}

    /** @param orderDate the smallest of all versions is stored */
    record OrderHub(UUID key, long orderId, LocalDateTime orderDate) implements VaultRow {}

    /** Joins two hubs; its key hashes their business keys, in the order in which the link's name gives them. */
    record Link(UUID key, UUID firstHub, UUID secondHub) implements VaultRow {

        /** The order of the primary keys, which are the pairs of hub keys. */
        static final Comparator<Link> ORDER =
                comparing(Link::firstHub, Uuids.ORDER).thenComparing(Link::secondHub, Uuids.ORDER);

        static Link of(
                HashKeys keys, String firstBusinessKey, UUID firstHub, String secondBusinessKey, UUID secondHub) {
            return new Link(keys.of(firstBusinessKey, secondBusinessKey), firstHub, secondHub);
        }
    }

    /**
     * Which version of its parent a satellite's row is, by the source's own stamps, so that it does not depend on when it
     * arrives.
     *
     * @param stamps {@code effective_from}, and in satellites of an order {@code sent_dttm}
     * @param texts of the stamps, made once for all satellites of an order
     */
    record Version(List<LocalDateTime> stamps, List<String> texts) {

        static final Comparator<Version> ORDER =
                Comparator.comparing(Version::effectiveFrom).thenComparing(Version::last);

        static Version of(LocalDateTime... stamps) {
            return new Version(
                    List.of(stamps), Stream.of(stamps).map(Timestamps::format).toList());
        }

        LocalDateTime effectiveFrom() {
            return stamps.get(0);
        }

        String effectiveFromText() {
            return texts.get(0);
        }

        /** Only in satellites of an order. */
        LocalDateTime sent() {
            return stamps.get(1);
        }

        private LocalDateTime last() {
            return stamps.get(stamps.size() - 1);
        }
    }

    /**
     * One version of the attributes of a hub or link.
     *
     * @param parent the hub or link
     * @param attributes in column order: texts, integers ({@code Long}), money ({@code BigDecimal}) and hub keys
     */
    record Satellite<P extends VaultRow>(UUID key, P parent, Version version, UUID hashdiff, List<?> attributes)
            implements VaultRow {

        /** The order of the primary keys: parent, version, hashdiff. */
        static <P extends VaultRow> Comparator<Satellite<P>> order(Comparator<? super P> parents) {
            return Comparator.<Satellite<P>, P>comparing(Satellite::parent, parents)
                    .thenComparing(Satellite::version, Version.ORDER)
                    .thenComparing(Satellite::hashdiff, Uuids.ORDER);
        }

        /** @param businessKey components of the hub's or link's own key */
        static <P extends VaultRow> Satellite<P> of(
                HashKeys keys, List<String> businessKey, P parent, Version version, List<?> attributes) {
            List<String> texts = new ArrayList<>(attributes.size());
            attributes.forEach(attribute -> texts.add(text(attribute)));
            List<String> hashed = new ArrayList<>(businessKey);
            hashed.addAll(version.texts());
            hashed.addAll(texts);
            return new Satellite<>(keys.of(hashed), parent, version, keys.of(texts), attributes);
        }

        /** As PostgreSQL prints the stored value, so that SQL computes the same hash. */
        private static String text(Object attribute) {
            return attribute instanceof BigDecimal money ? Money.format(money) : attribute.toString();
        }
    }
}
