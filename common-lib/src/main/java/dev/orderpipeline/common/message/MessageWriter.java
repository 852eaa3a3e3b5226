package dev.orderpipeline.common.message;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes messages as JSON, field by field: neither reflection nor a tree stands between a message and its bytes. */
public final class MessageWriter {

    private static final int USUAL_BYTES = 4096;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .rootValueSeparator((String) null)
            .build();

    /** To make a generator costs as much garbage as to write a message, and one generator writes any number of them. */
    private static final ThreadLocal<MessageWriter> WRITERS = ThreadLocal.withInitial(MessageWriter::new);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    private MessageWriter() {}

    /** The message as UTF-8 bytes; decimals have no exponent. */
    public static byte[] write(Message message) {
        MessageWriter writer = WRITERS.get();
        // One that fails has written half a message, and one that has grown would keep its memory: they don't come
        // back.
        WRITERS.remove();
        message.writeTo(writer.json);
        writer.json.flush();
        byte[] written = writer.bytes.toByteArray();
        if (written.length <= USUAL_BYTES) {
            writer.bytes.reset();
            WRITERS.set(writer);
        }
        return written;
    }
}
