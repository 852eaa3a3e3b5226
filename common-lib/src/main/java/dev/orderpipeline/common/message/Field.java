package dev.orderpipeline.common.message;

import dev.orderpipeline.common.value.Timestamps;
import dev.orderpipeline.common.value.Uuids;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * The fields of the messages that are sent; a field's name is its constant in lower case. Names are encoded once, and
 * values without characters to escape are written as bytes: checking text for escapes took 4 % of the CPU time of the
 * services' Java (docs/decisions/0006-json-read-in-place.md).
 */
enum Field {
    CATEGORY,
    CATEGORY_ID,
    CATEGORY_NAME,
    COST,
    DATE,
    ID,
    NAME,
    OBJECT_ID,
    OBJECT_TYPE,
    ORDER_CNT,
    ORDER_DT,
    PAYLOAD,
    PAYMENT,
    PRICE,
    PRODUCT_ID,
    PRODUCT_NAME,
    PRODUCTS,
    QUANTITY,
    RESTAURANT,
    RESTAURANT_ID,
    RESTAURANT_NAME,
    SENT_DTTM,
    STATUS,
    UPDATE_TS,
    USER,
    USER_ID,
    USER_LOGIN,
    USER_NAME,
    USERNAME;

    private final SerializableString name = new SerializedString(name().toLowerCase(Locale.ROOT));

    void write(JsonGenerator json, String value) {
        json.writeName(name);
        json.writeString(value);
    }

    void write(JsonGenerator json, long value) {
        json.writeName(name);
        json.writeNumber(value);
    }

    void write(JsonGenerator json, BigDecimal value) {
        json.writeName(name);
        json.writeNumber(value);
    }

    void write(JsonGenerator json, UUID value) {
        writeAscii(json, Uuids.ascii(value));
    }

    /** @param value within the years 1 to 9999 */
    void write(JsonGenerator json, LocalDateTime value) {
        writeAscii(json, Timestamps.ascii(value));
    }

    /** Starts an object as the field's value; the caller writes and ends it. */
    void startObject(JsonGenerator json) {
        json.writeName(name);
        json.writeStartObject();
    }

    /** Starts an array as the field's value; the caller writes and ends it. */
    void startArray(JsonGenerator json) {
        json.writeName(name);
        json.writeStartArray();
    }

    private void writeAscii(JsonGenerator json, byte[] value) {
        json.writeName(name);
        json.writeRawUTF8String(value, 0, value.length);
    }
}
