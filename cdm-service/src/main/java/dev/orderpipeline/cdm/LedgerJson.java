package dev.orderpipeline.cdm;

import java.io.ByteArrayOutputStream;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes and reads the JSON columns of the ledger: the counters of the newest version, and their names. */
final class LedgerJson {

    /** Names of fields are keys here and hardly ever repeated, so a table of them would only grow. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .build())
            .build();

    private static final int DEFAULT_BYTES = 512;

    private static final TypeReference<Map<UUID, String>> NAMES = new TypeReference<>() {};

    private LedgerJson() {}

    /** The counters of one kind that the newest version names; user and stamp have columns of their own. */
    static byte[] names(LedgerEntry entry, CounterKind kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(DEFAULT_BYTES);
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

    static Map<CounterKey, CounterName> readNames(String json, CounterKind kind, UUID user, LocalDateTime menuStamp) {
        Map<CounterKey, CounterName> counters = new HashMap<>();
        MAPPER.readValue(json, NAMES)
                .forEach((key, name) ->
                        counters.put(new CounterKey(kind, user, key), CounterName.of(kind, menuStamp, name)));
        return counters;
    }
}
