package dev.orderpipeline.testing.hostile;

import java.util.ArrayList;
import java.util.List;

/** A part and its place in the message. */
record Place(String path, Part parent, Part part) {

    /** All places of a message, in an order that is the same for messages of one kind. */
    static List<Place> of(Part message) {
        List<Place> places = new ArrayList<>();
        collect("", message, places);
        return places;
    }

    private static void collect(String path, Part parent, List<Place> places) {
        for (Part part : parent.parts()) {
            String partPath = path + "/" + part.name();
            places.add(new Place(partPath, parent, part));
            collect(partPath, part, places);
        }
    }

    /** Whether it may not be left out. */
    boolean isRequired() {
        return parent.kind() == PartKind.OBJECT && part.kind().isRequired();
    }
}
