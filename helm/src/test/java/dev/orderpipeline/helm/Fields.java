package dev.orderpipeline.helm;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/** The values of a key, at any depth of an object. */
final class Fields {

    private Fields() {}

    static Stream<Object> values(Object part, String key) {
        if (part instanceof Map<?, ?> map) {
            Stream<Object> below = map.values().stream().flatMap(value -> values(value, key));
            return map.containsKey(key) ? Stream.concat(Stream.of(map.get(key)), below) : below;
        }
        if (part instanceof Collection<?> list) {
            return list.stream().flatMap(value -> values(value, key));
        }
        return Stream.empty();
    }
}
