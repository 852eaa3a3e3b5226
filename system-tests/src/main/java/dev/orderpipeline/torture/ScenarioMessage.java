package dev.orderpipeline.torture;

import dev.orderpipeline.generator.order.SourceRecord;

/**
 * A record of the source topic and the version of the order in it; of an invalid record, the version that it was derived
 * from.
 *
 * @param version its payload is that of the record
 */
record ScenarioMessage(OrderRevision version, SourceRecord record) {

    /** Whether the whole pipeline must accept it. */
    boolean isComplete() {
        return record.expectedErrorCode() == null;
    }

    /** Whether only its reference data is missing, so that STG must store it. */
    boolean lacksReference() {
        return "REFERENCE_NOT_FOUND".equals(record.expectedErrorCode());
    }
}
