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

/**
 * Writes and reads the JSON columns of the ledger: the counters of the newest version, and their names. One instance writes
 * all columns of a statement: with a generator for each column, writing them takes half as long again.
 */
final class LedgerJson implements AutoCloseable {

    /** Names of fields are keys here and hardly ever repeated, so a table of them would only grow. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .rootValueSeparator((String) null)
                    .build())
            .build();

    private static final int DEFAULT_BYTES = 4096;

    private static final TypeReference<Map<UUID, String>> NAMES = new TypeReference<>() {};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(DEFAULT_BYTES);
    private final JsonGenerator json = MAPPER.createGenerator(bytes);

    /** The counters of one kind that the newest version names; user and stamp have columns of their own. */
    byte[] names(LedgerEntry entry, CounterKind kind) {
        bytes.reset();
        json.writeStartObject();
        entry.counters().forEach((counter, name) -> {
            if (counter.kind() == kind) {
                json.writeStringProperty(counter.countedKey().toString(), name.text());
            }
        });
        json.writeEndObject();
        json.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        json.close();
    }

    static Map<CounterKey, CounterName> readNames(String json, CounterKind kind, UUID user, LocalDateTime menuStamp) {
        Map<CounterKey, CounterName> counters = new HashMap<>();
        MAPPER.readValue(json, NAMES)
                .forEach((key, name) ->
                        counters.put(new CounterKey(kind, user, key), CounterName.of(kind, menuStamp, name)));
        return counters;
    }
}
