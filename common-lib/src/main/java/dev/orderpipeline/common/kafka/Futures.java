package dev.orderpipeline.common.kafka;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** Responses to an administrator's requests. */
public final class Futures {

    private Futures() {}

    /**
     * Waits for a response.
     *
     * @throws KafkaException why there is none
     */
    public static <T> T await(KafkaFuture<T> response) {
        try {
            return response.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }
}
