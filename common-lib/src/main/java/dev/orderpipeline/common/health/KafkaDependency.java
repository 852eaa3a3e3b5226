package dev.orderpipeline.common.health;

import dev.orderpipeline.common.kafka.topic.TopicAccess;

/** Whether Kafka responds, and a batch could be consumed and produced. */
public final class KafkaDependency implements Dependency {

    private final TopicAccess topics;

    public KafkaDependency(TopicAccess topics) {
        this.topics = topics;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void check() {
        topics.check();
    }
}
