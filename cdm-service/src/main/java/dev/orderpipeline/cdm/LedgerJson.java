package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.message.Timestamps;
import java.io.ByteArrayOutputStream;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How the ledger keeps counters and their names in its JSON columns. */
final class LedgerJson {

    /** Names of fields are keys here, and hardly ever the same: none is worth remembering. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .build())
            .build();

    private static final int USUAL_BYTES = 512;

    private static final TypeReference<Map<UUID, String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<Map<Kind, Map<String, Former>>> FORMER = new TypeReference<>() {};

    /** A name that an older version gave a counter. */
    private record Former(String stamp, String name) {}

    private LedgerJson() {}

    /** What the newest version names, of one kind; user and stamp stand in columns of their own. */
    static byte[] names(LedgerEntry entry, Kind kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            entry.counters().forEach((counter, name) -> {
                if (counter.kind() == kind) {
                    json.writeStringProperty(counter.countedKey().toString(), name.text());
                }
            });
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    static Map<Counter, CounterName> readNames(String json, Kind kind, UUID user, LocalDateTime menuStamp) {
        Map<Counter, CounterName> counters = new HashMap<>();
        MAPPER.readValue(json, NAMES)
                .forEach((key, name) -> counters.put(new Counter(kind, user, key), new CounterName(menuStamp, name)));
        return counters;
    }

    /** What any version named, apart from what the newest one says anyway; null if that is nothing. */
    static byte[] former(LedgerEntry entry) {
        Map<Kind, Map<String, Former>> former = new TreeMap<>();
        entry.named().forEach((counter, name) -> {
            if (!name.equals(entry.counters().get(counter))) {
                former.computeIfAbsent(counter.kind(), kind -> new TreeMap<>())
                        .put(
                                counter.userKey() + ":" + counter.countedKey(),
                                new Former(Timestamps.format(name.menuStamp()), name.text()));
            }
        });
        return former.isEmpty() ? null : MAPPER.writeValueAsBytes(former);
    }

    /** @param json may be null */
    static Map<Counter, CounterName> readFormer(String json) {
        if (json == null) {
            return Map.of();
        }
        Map<Counter, CounterName> named = new HashMap<>();
        MAPPER.readValue(json, FORMER)
                .forEach((kind, byKeys) -> byKeys.forEach((keys, former) -> {
                    String[] userAndCounted = keys.split(":");
                    named.put(
                            new Counter(kind, UUID.fromString(userAndCounted[0]), UUID.fromString(userAndCounted[1])),
                            new CounterName(Timestamps.parse(former.stamp()), former.name()));
                }));
        return named;
    }
}
