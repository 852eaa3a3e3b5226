package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The values of a repeated measurement. */
record Samples(List<Double> values) {

    Samples {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No values were measured");
        }
    }

    /** One value of each measurement. */
    static <T> Samples of(List<T> measured, ToDoubleFunction<T> value) {
        return new Samples(measured.stream().mapToDouble(value).boxed().toList());
    }

    /** Of an even number of values, the lower one in the middle. */
    double median() {
        return values.get((values.size() - 1) / 2);
    }

    /** The median and the range, as integers. */
    String whole() {
        return text(Format::number);
    }

    /** The median and the range, with two decimal places. */
    String precise() {
        return text(Format::decimal);
    }

    private String text(Function<Double, String> format) {
        String median = format.apply(median());
        return values.size() == 1
                ? median
                : "%s [%s–%s]"
                        .formatted(median, format.apply(values.get(0)), format.apply(values.get(values.size() - 1)));
    }
}
