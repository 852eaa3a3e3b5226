package dev.orderpipeline.testing.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The notation of a message: plain, or unusual in ways that do not change its meaning. */
final class Style {

    private static final String[] WHITE_SPACE = {"", " ", "\t", "\n", "\r\n", "  ", " \t\r\n"};

    private final Random random;
    private final boolean odd;

    private Style(Random random, boolean odd) {
        this.random = random;
        this.odd = odd;
    }

    static Style plain() {
        return new Style(new Random(0), false);
    }

    static Style odd(Random random) {
        return new Style(random, true);
    }

    List<Part> ordered(List<Part> parts) {
        List<Part> ordered = new ArrayList<>(parts);
        if (chance(3)) {
            Collections.shuffle(ordered, random);
        }
        return ordered;
    }

    String member(String name, String json) {
        String quoted = chance(8) ? JsonText.oddlyQuoted(name, random) : JsonText.quoted(name);
        return quoted + space() + ":" + space() + json;
    }

    /** Another value under the same name, before the one that counts. */
    Optional<String> decoy(String name) {
        return chance(12) ? Optional.of(member(name, Junk.json(random))) : Optional.empty();
    }

    Optional<String> unknown() {
        return chance(4) ? Optional.of(member("x" + Junk.text(random), Junk.json(random))) : Optional.empty();
    }

    String object(List<String> members) {
        return "{" + joined(members) + "}";
    }

    String array(List<String> elements) {
        return "[" + joined(elements) + "]";
    }

    String space() {
        return odd && chance(4) ? WHITE_SPACE[random.nextInt(WHITE_SPACE.length)] : "";
    }

    private String joined(List<String> items) {
        StringBuilder joined = new StringBuilder(space());
        for (int index = 0; index < items.size(); index++) {
            joined.append(index == 0 ? "" : space() + "," + space()).append(items.get(index));
        }
        return joined.append(space()).toString();
    }

    private boolean chance(int in) {
        return odd && random.nextInt(in) == 0;
    }
}
