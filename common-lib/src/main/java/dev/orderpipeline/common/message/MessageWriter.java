package dev.orderpipeline.common.message;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes messages as JSON, field by field: neither reflection nor a tree stands between a message and its bytes. */
public final class MessageWriter {

    private static final int USUAL_BYTES = 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private MessageWriter() {}

    /** The message as UTF-8 bytes; decimals have no exponent. */
    public static byte[] write(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            message.writeTo(json);
        }
        return bytes.toByteArray();
    }
}
