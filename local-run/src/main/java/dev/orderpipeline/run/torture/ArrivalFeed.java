package dev.orderpipeline.run.torture;

import dev.orderpipeline.run.FedPoison;
import dev.orderpipeline.run.Site;
import dev.orderpipeline.run.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends messages to the partitions that they arrive in, and remembers which of them have to be refused. */
final class ArrivalFeed {

    private final Site site;
    private final int[] nextOffsets;
    private final List<FedPoison> poison = new ArrayList<>();

    /** @param site nobody else may feed it */
    ArrivalFeed(Site site) {
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
                poison.add(new FedPoison(
                        arrival.partition(),
                        offset,
                        arrival.record().value(),
                        arrival.record().expectedErrorCode()));
            }
        }
    }

    /** What has been fed although the pipeline has to refuse it. */
    List<FedPoison> poison() {
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
