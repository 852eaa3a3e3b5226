package dev.orderpipeline.torture;

import dev.orderpipeline.generator.feed.FedInvalidRecord;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends messages to the partitions that they arrive in, and remembers which of them have to be refused. */
final class ArrivalFeed {

    private final PipelineWorkspace site;
    private final int[] nextOffsets;
    private final List<FedInvalidRecord> poison = new ArrayList<>();

    /** @param site nobody else may feed it */
    ArrivalFeed(PipelineWorkspace site) {
        this.site = site;
        this.nextOffsets = new int[site.partitions()];
    }

    /** Sends the records in their order, and waits until Kafka has them. */
    void feed(List<Arrival> arrivals) {
        String topic = site.sourceTopic(Stage.STG);
        site.stack().kafka().send(arrivals.stream().map(arrival -> producerRecord(topic, arrival))::iterator);
        for (Arrival arrival : arrivals) {
            int offset = nextOffsets[arrival.partition()]++;
            if (arrival.record().expectedErrorCode() != null) {
                poison.add(new FedInvalidRecord(
                        arrival.partition(),
                        offset,
                        arrival.record().value(),
                        arrival.record().expectedErrorCode()));
            }
        }
    }

    /** What has been fed although the pipeline has to refuse it. */
    List<FedInvalidRecord> poison() {
        return poison;
    }

    private static ProducerRecord<byte[], byte[]> producerRecord(String topic, Arrival arrival) {
        return new ProducerRecord<>(
                topic,
                arrival.partition(),
                arrival.record().key(),
                arrival.record().value());
    }
}
