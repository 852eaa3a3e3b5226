package dev.orderpipeline.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.contract.Contracts;
import dev.orderpipeline.testing.contract.Field;
import dev.orderpipeline.testing.contract.Fields;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/data-model.md, "Changing a message": what may differ between released and current schemas. */
class CompatibilityTest {

    private static final List<String> ACCEPTED =
            Stream.of(AcceptedMessage.values()).map(AcceptedMessage::schema).toList();

    static Stream<Arguments> releasedSchemas() {
        List<Contracts> released = Contracts.released();
        assertThat(released).isNotEmpty();
        return released.stream().flatMap(contracts -> contracts.names().stream()
                .filter(name -> !name.equals("types"))
                .map(name -> Arguments.of(contracts, name)));
    }

    @ParameterizedTest
    @MethodSource("releasedSchemas")
    void changesAreCompatible(Contracts released, String name) {
        assertThat(Contracts.current().names()).contains(name);

        assertThat(violations(Fields.of(released, name), Fields.of(Contracts.current(), name), ACCEPTED.contains(name)))
                .isEmpty();
    }

    @Test
    void optionalFieldMayBeAdded() {
        assertThat(violations(List.of(field("a", "text", true)), added(field("b", "text", false)), true))
                .isEmpty();
        assertThat(violations(List.of(field("a", "text", true)), added(field("b", "text", true)), true))
                .containsExactly("b is new and required");
        assertThat(violations(List.of(field("a", "text", true)), added(field("b", "text", true)), false))
                .isEmpty();
    }

    @Test
    void fieldMayNotBeRemovedOrRetyped() {
        assertThat(violations(added(field("b", "text", false)), List.of(field("a", "text", true)), true))
                .containsExactly("b is removed");
        assertThat(violations(List.of(field("a", "text", true)), List.of(field("a", "integer", true)), true))
                .containsExactly("a was text, is integer");
    }

    @Test
    void requirementMayChangeInOneDirection() {
        List<Field> optional = List.of(field("a", "text", false));
        List<Field> required = List.of(field("a", "text", true));

        assertThat(violations(optional, required, true)).containsExactly("a has become required");
        assertThat(violations(required, optional, true)).isEmpty();
        assertThat(violations(required, optional, false)).containsExactly("a is not always written any more");
        assertThat(violations(optional, required, false)).isEmpty();
    }

    private static List<Field> added(Field field) {
        return List.of(field("a", "text", true), field);
    }

    private static Field field(String path, String type, boolean required) {
        return new Field(path, type, required, "");
    }

    /** @param accepted whether the schema is of what a service accepts, not of what one produces */
    private static List<String> violations(List<Field> before, List<Field> now, boolean accepted) {
        Map<String, Field> beforeByPath = byPath(before);
        Map<String, Field> nowByPath = byPath(now);
        Stream<String> ofOld = before.stream().flatMap(old -> {
            Field current = nowByPath.get(old.path());
            if (current == null) {
                return Stream.of(old.path() + " is removed");
            }
            if (!current.type().equals(old.type())) {
                return Stream.of("%s was %s, is %s".formatted(old.path(), old.type(), current.type()));
            }
            if (accepted && current.required() && !old.required()) {
                return Stream.of(old.path() + " has become required");
            }
            return !accepted && old.required() && !current.required()
                    ? Stream.of(old.path() + " is not always written any more")
                    : Stream.empty();
        });
        Stream<String> ofNew = now.stream()
                .filter(field -> accepted && field.required() && !beforeByPath.containsKey(field.path()))
                .map(field -> field.path() + " is new and required");
        return Stream.concat(ofOld, ofNew).toList();
    }

    private static Map<String, Field> byPath(List<Field> fields) {
        return fields.stream().collect(Collectors.toMap(Field::path, Function.identity()));
    }
}
