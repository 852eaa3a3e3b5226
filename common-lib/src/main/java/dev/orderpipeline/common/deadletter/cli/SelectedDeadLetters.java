package dev.orderpipeline.common.deadletter.cli;

import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.value.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that select dead letters: all if none is given. */
final class SelectedDeadLetters {

    @Option(
            names = "--code",
            paramLabel = "CODE",
            split = ",",
            description =
                    "Only dead letters with this error code; may be given several times. One of: ${COMPLETION-CANDIDATES}")
    private @Nullable Set<ErrorCode> codes;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only records that became dead letters at this time or later: 2023-04-08, "
                    + "'2023-04-08 20:27:36' or 2023-04-08T20:27:36Z; UTC unless an offset is given")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only records that became dead letters before this time")
    private @Nullable Instant to;

    boolean isEverything() {
        return codes == null && from == null && to == null;
    }

    boolean includes(StoredDeadLetter letter) {
        return (codes == null || codes.stream().map(Enum::name).anyMatch(letter.code()::equals))
                && (from == null || !letter.time().isBefore(from))
                && (to == null || letter.time().isBefore(to));
    }

    private static final class TimeConverter implements ITypeConverter<Instant> {

        private static final int LENGTH_OF_A_DATE = 10;

        @Override
        public Instant convert(String text) {
            try {
                String timestamp = text.length() == LENGTH_OF_A_DATE ? text + " 00:00:00" : text;
                return Timestamps.parse(timestamp).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "must be a date or a time such as 2023-04-08T20:27:36Z, was '" + text + "'");
            }
        }
    }
}
