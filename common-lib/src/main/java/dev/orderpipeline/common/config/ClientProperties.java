package dev.orderpipeline.common.config;

import java.util.Map;

/**
 * Properties of a client that no variable names.
 *
 * @param values by name; may be secrets, which are never printed
 */
public record ClientProperties(Map<String, String> values) {

    public static final ClientProperties NONE = new ClientProperties(Map.of());

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
