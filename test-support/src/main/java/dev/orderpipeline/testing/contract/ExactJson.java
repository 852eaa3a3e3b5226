package dev.orderpipeline.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON for a schema: numbers are decimals of any length, and the last of duplicate fields counts. */
public final class ExactJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    /** Strings match too, so that numbers in them do not; all digits of a number match, so that each is read once. */
    private static final Pattern STRING_OR_NUMBER =
            Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|(-?[0-9.]++)(?:[eE]([+-]?[0-9]++))?");

    private static final BigDecimal MAX_EXPONENT = BigDecimal.valueOf(10_000);

    private ExactJson() {}

    public static JsonNode read(byte[] utf8) {
        return read(new String(utf8, UTF_8));
    }

    public static JsonNode read(String json) {
        return MAPPER.readTree(
                STRING_OR_NUMBER.matcher(json).replaceAll(match -> Matcher.quoteReplacement(withoutExponent(match))));
    }

    /**
     * A decimal's exponent has 32 bits, and the validator converts decimals to 64-bit integers. An exponent beyond all
     * limits of the schemas is as good as a larger one, and an integer needs none.
     */
    private static String withoutExponent(MatchResult match) {
        if (match.group(2) == null) {
            return match.group();
        }
        BigDecimal exponent =
                new BigDecimal(match.group(2)).max(MAX_EXPONENT.negate()).min(MAX_EXPONENT);
        BigDecimal number = new BigDecimal(match.group(1)).scaleByPowerOfTen(exponent.intValueExact());
        return number.toPlainString();
    }
}
