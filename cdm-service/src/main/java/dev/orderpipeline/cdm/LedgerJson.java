package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
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

/** How the ledger keeps the counters of the newest version and their names in its JSON columns. */
final class LedgerJson {

    /** Names of fields are keys here, and hardly ever the same: none is worth remembering. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .build())
            .build();

    private static final int USUAL_BYTES = 512;

    private static final TypeReference<Map<UUID, String>> NAMES = new TypeReference<>() {};

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
                .forEach((key, name) ->
                        counters.put(new Counter(kind, user, key), CounterName.of(kind, menuStamp, name)));
        return counters;
    }
}
