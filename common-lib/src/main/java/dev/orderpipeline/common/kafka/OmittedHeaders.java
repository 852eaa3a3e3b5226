package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;

/**
 * Replaces headers of a consumed record that were too large to be kept. It is a header itself, so that it is copied to the
 * dead letter; only its class marks a consumed record, because any producer may send a header of that name.
 *
 * @param count how many headers are omitted
 * @param bytes of their names and values
 */
record OmittedHeaders(int count, long bytes) implements Header {

    @Override
    public String key() {
        return PipelineHeaders.HEADERS_OMITTED;
    }

    @Override
    public byte[] value() {
        return "true".getBytes(UTF_8);
    }
}
