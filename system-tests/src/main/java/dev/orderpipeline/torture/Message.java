package dev.orderpipeline.torture;

import dev.orderpipeline.generator.order.SourceRecord;

/**
 * A record of the source topic and what it says, or, where it was spoiled, would have said.
 *
 * @param version its payload is the text that the record really has
 */
record Message(Version version, SourceRecord record) {

    /** Whether it has to get through the whole pipeline. */
    boolean isComplete() {
        return record.expectedErrorCode() == null;
    }

    /** Whether only its reference data is missing, so that it has to get as far as the first stage's table. */
    boolean lacksReference() {
        return "REFERENCE_NOT_FOUND".equals(record.expectedErrorCode());
    }
}
