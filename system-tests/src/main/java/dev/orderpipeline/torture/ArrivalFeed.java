package dev.orderpipeline.torture;

import dev.orderpipeline.generator.feed.FedInvalidRecord;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends records to their partitions, and collects the invalid records among them. */
final class ArrivalFeed {

    private final PipelineWorkspace workspace;
    private final int[] nextOffsets;
    private final List<FedInvalidRecord> invalidRecords = new ArrayList<>();

    /** @param workspace must have no other feed */
    ArrivalFeed(PipelineWorkspace workspace) {
        this.workspace = workspace;
        this.nextOffsets = new int[workspace.partitions()];
    }

    /** Sends the records in their order, and waits until Kafka has them. */
    void feed(List<Arrival> arrivals) {
        String topic = workspace.sourceTopic(Stage.STG);
        workspace.stack().kafka().send(arrivals.stream().map(arrival -> producerRecord(topic, arrival))::iterator);
        for (Arrival arrival : arrivals) {
            int offset = nextOffsets[arrival.partition()]++;
            if (arrival.record().expectedErrorCode() != null) {
                invalidRecords.add(new FedInvalidRecord(
                        arrival.partition(),
                        offset,
                        arrival.record().value(),
                        arrival.record().expectedErrorCode()));
            }
        }
    }

    /** The invalid records fed so far. */
    List<FedInvalidRecord> invalidRecords() {
        return invalidRecords;
    }

    private static ProducerRecord<byte[], byte[]> producerRecord(String topic, Arrival arrival) {
        return new ProducerRecord<>(
                topic,
                arrival.partition(),
                arrival.record().key(),
                arrival.record().value());
    }
}
