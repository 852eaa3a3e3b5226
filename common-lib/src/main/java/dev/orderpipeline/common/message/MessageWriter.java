package dev.orderpipeline.common.message;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes messages as JSON, field by field: neither reflection nor a tree stands between a message and its bytes. To make
 * a writer costs as much garbage as to write a message, and one writes any number of them: it is made for a batch.
 */
public final class MessageWriter {

    private static final int USUAL_BYTES = 4096;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .rootValueSeparator((String) null)
            .build();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    /**
     * The message as UTF-8 bytes; decimals have no exponent. A writer that has failed holds half a message, and must not
     * be used any more.
     */
    public byte[] write(Message message) {
        bytes.reset();
        message.writeTo(json);
        json.flush();
        return bytes.toByteArray();
    }
}
