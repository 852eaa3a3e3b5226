package dev.orderpipeline.common.message;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes messages as JSON, field by field, without reflection or a tree. Creating a writer allocates more than writing
 * a message (2.1 KB against 0.7 KB with a writer per batch), so one writer serves a batch.
 */
public final class MessageWriter {

    private static final int DEFAULT_BYTES = 4096;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .rootValueSeparator((String) null)
            .build();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(DEFAULT_BYTES);
    private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    /**
     * The message as UTF-8 bytes; decimals have no exponent. After an exception the writer contains a partial message
     * and must not be reused.
     */
    public byte[] write(Message message) {
        bytes.reset();
        message.writeTo(json);
        json.flush();
        return bytes.toByteArray();
    }
}
