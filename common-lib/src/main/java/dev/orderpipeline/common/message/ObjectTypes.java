package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;

/** The values of {@code object_type}. */
final class ObjectTypes {

    static final String ORDER = "order";
    static final String ORDER_REPORT = "order_report";
    static final String USER_PRODUCT_COUNTER = "user_product_counter";
    static final String USER_CATEGORY_COUNTER = "user_category_counter";

    private ObjectTypes() {}

    /** @throws RejectedRecordException if the message's type is missing or another one */
    static void require(JsonObject message, String expected) {
        String actual = message.string("object_type");
        if (!actual.equals(expected)) {
            throw new RejectedRecordException(
                    ErrorCode.UNSUPPORTED_OBJECT_TYPE,
                    "object_type must be \"%s\", was %s".formatted(expected, message.quote("object_type")));
        }
    }
}
