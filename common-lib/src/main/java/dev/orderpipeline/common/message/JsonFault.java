package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.deadletter.ErrorCode;
import dev.orderpipeline.common.deadletter.RejectedRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** What is wrong with bytes that are no JSON text. {@link JsonScanner} sees that they are none, Jackson explains why. */
final class JsonFault {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // All parsers share the table of names: names made to collide would break it for every later message.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.DEEPEST_NESTING)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonFault() {}

    static RejectedRecordException of(byte[] noJson) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(noJson)).toString();
            return malformed(faultOf(text));
        } catch (CharacterCodingException e) {
            return malformed("the bytes are not UTF-8");
        } catch (JacksonException e) {
            return malformed(e.getOriginalMessage());
        }
    }

    private static String faultOf(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return "the value is empty";
            }
            parser.skipChildren();
            parser.nextToken();
            return "something follows the JSON value";
        }
    }

    private static RejectedRecordException malformed(String message) {
        return new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text: " + message);
    }
}
