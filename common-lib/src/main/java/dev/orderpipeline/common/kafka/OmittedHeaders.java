package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;

/**
 * Stands for headers of a consumed record that are too large to be kept. It is a header itself, so that it comes to the
 * dead letter; only its class marks a consumed record, because any producer may send a header of that name.
 *
 * @param count how many headers are left out
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
