package dev.orderpipeline.common.message;

import java.time.LocalDateTime;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Writes the message records as JSON: field names in snake case, decimals without exponent, timestamps as text. */
public final class MessageWriter {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule().addSerializer(LocalDateTime.class, new TimestampSerializer()))
            .build();

    private MessageWriter() {}

    /** The message as UTF-8 bytes. */
    public static byte[] write(Record message) {
        return MAPPER.writeValueAsBytes(message);
    }

    private static final class TimestampSerializer extends ValueSerializer<LocalDateTime> {
        @Override
        public void serialize(LocalDateTime timestamp, JsonGenerator generator, SerializationContext context) {
            generator.writeString(Timestamps.format(timestamp));
        }
    }
}
