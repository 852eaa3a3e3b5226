package dev.orderpipeline.testing.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message: a field, or an element of an array, with the values that it may have, its JSON, and the meaning
 * of that JSON to a service.
 */
public final class Part {

    private final String name;
    private final PartKind kind;
    private final List<Part> parts = new ArrayList<>();
    private List<Part> written = List.of();
    private @Nullable String json;
    private Optional<String> meaning = Optional.empty();
    private boolean dropped;
    private String source = "";

    private Part(String name, PartKind kind) {
        this.name = name;
        this.kind = kind;
    }

    /** @param parts fields, or elements of an array, whose names do not matter */
    public static Part of(PartKind container, String name, Part... parts) {
        Part part = new Part(name, container);
        part.parts.addAll(List.of(parts));
        return part;
    }

    public static Part text(PartKind kind, String name, String value) {
        Part part = new Part(name, kind);
        part.set(JsonText.quoted(value), value);
        return part;
    }

    /** @param json as written in the message, and its meaning */
    public static Part value(PartKind kind, String name, String json) {
        Part part = new Part(name, kind);
        part.set(json, json);
        return part;
    }

    /** The meaning of the part with this name; empty if it is missing. */
    public Optional<String> optional(String fieldName) {
        return parts().stream()
                .filter(part -> part.name.equals(fieldName))
                .findFirst()
                .flatMap(part -> part.meaning);
    }

    /** The meaning of the part with this name. */
    public String meaning(String fieldName) {
        return optional(fieldName).orElseThrow();
    }

    public Part part(String fieldName) {
        return parts.stream()
                .filter(part -> part.name.equals(fieldName))
                .findFirst()
                .orElseThrow();
    }

    /** Its parts that are in the message. */
    public List<Part> parts() {
        return parts.stream().filter(part -> !part.dropped).toList();
    }

    /** What it consists of, in the order in which it was written last. */
    public List<Part> written() {
        return written;
    }

    /** This part's exact text in the message that was written last. */
    public String source() {
        return source;
    }

    String name() {
        return name;
    }

    PartKind kind() {
        return kind;
    }

    String meaning() {
        return meaning.orElseThrow();
    }

    void set(String newJson, String newMeaning) {
        json = newJson;
        meaning = Optional.of(newMeaning);
    }

    /** Sets a JSON that has no meaning to a service. */
    void set(String newJson) {
        json = newJson;
        meaning = Optional.empty();
    }

    void set(Value value) {
        set(value.json(), value.meaning());
    }

    void drop() {
        dropped = true;
    }

    /** @param style the changes of notation that keep the meaning of the message */
    String write(Style style) {
        source = json != null ? json : kind == PartKind.ARRAY ? writeArray(style) : writeObject(style);
        return source;
    }

    private String writeArray(Style style) {
        return style.array(parts().stream().map(part -> part.write(style)).toList());
    }

    private String writeObject(Style style) {
        List<String> members = new ArrayList<>();
        written = style.ordered(parts());
        for (Part part : written) {
            style.decoy(part.name).ifPresent(members::add);
            members.add(style.member(part.name, part.write(style)));
        }
        if (kind == PartKind.OBJECT) {
            style.unknown().ifPresent(members::add);
        }
        return style.object(members);
    }
}
