package dev.orderpipeline.quickstart.service;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A value for every stage. */
public record PerStage<V>(List<V> values) {

    public static <V> PerStage<V> of(Function<Stage, V> value) {
        return new PerStage<>(Stream.of(Stage.values()).map(value).toList());
    }

    public V get(Stage stage) {
        return values.get(stage.ordinal());
    }
}
