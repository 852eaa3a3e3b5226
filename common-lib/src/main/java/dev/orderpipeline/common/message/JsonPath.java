package dev.orderpipeline.common.message;

/**
 * Where in a message something stands. It is spelled out only when somebody asks: a message can hold a long name over
 * very many objects.
 *
 * @param parent null for the message itself
 * @param step name of a field, or index of an array's element; null for the message itself
 */
record JsonPath(JsonPath parent, Object step) {

    JsonPath to(Object next) {
        return new JsonPath(this, next);
    }

    /** As an operator reads it: {@code payload.order_items[2].price}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text);
        return text.toString();
    }

    private void append(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.append(text);
        if (step instanceof Integer) {
            text.append('[').append(step).append(']');
        } else {
            text.append(text.isEmpty() ? "" : ".").append(step);
        }
    }
}
