package dev.orderpipeline.quickstart.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.feed.FedInvalidRecord;
import dev.orderpipeline.quickstart.service.ReceivedDeadLetter;
import dev.orderpipeline.quickstart.service.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterCheckTest {

    private static final Map<Integer, Long> FROM_THE_BEGINNING = Map.of(0, 0L, 1, 0L);

    @Test
    void deadLetterWithSameCodeAndValueIsAccepted() {
        List<FedInvalidRecord> fed =
                List.of(invalid(1, 7, "{", "MALFORMED_JSON"), invalid(0, 7, null, "CONTRACT_VIOLATION"));
        DeadLetterCheck check = new DeadLetterCheck(List.of(
                letter(Stage.STG, 0, 7, null, "CONTRACT_VIOLATION"), letter(Stage.STG, 1, 7, "{", "MALFORMED_JSON")));

        assertThat(check.missing(fed)).isEmpty();
        assertThat(check.unexpected(fed, FROM_THE_BEGINNING)).isEmpty();
    }

    @Test
    void duplicateDeadLetterIsAccepted() {
        List<FedInvalidRecord> fed = List.of(invalid(0, 3, "{", "MALFORMED_JSON"));
        ReceivedDeadLetter letter = letter(Stage.STG, 0, 3, "{", "MALFORMED_JSON");
        DeadLetterCheck check = new DeadLetterCheck(List.of(letter, letter));

        assertThat(check.missing(fed)).isEmpty();
        assertThat(check.unexpected(fed, FROM_THE_BEGINNING)).isEmpty();
    }

    @Test
    void invalidRecordWithoutDeadLetterIsMissing() {
        DeadLetterCheck check = new DeadLetterCheck(List.of(
                letter(Stage.STG, 0, 4, "{", "MALFORMED_JSON"), letter(Stage.DDS, 0, 3, "{", "MALFORMED_JSON")));

        assertThat(check.missing(List.of(invalid(0, 3, "{", "MALFORMED_JSON"))))
                .containsExactly("The MALFORMED_JSON record at offset 3 of partition 0 is not among the dead letters");
    }

    @Test
    void deadLetterWithOtherCodeOrValueIsMissing() {
        DeadLetterCheck check = new DeadLetterCheck(List.of(
                letter(Stage.STG, 0, 3, "{", "CONTRACT_VIOLATION"), letter(Stage.STG, 0, 4, "}", "MALFORMED_JSON")));

        assertThat(check.missing(List.of(invalid(0, 3, "{", "MALFORMED_JSON"), invalid(0, 4, "{", "MALFORMED_JSON"))))
                .hasSize(2);
    }

    @Test
    void omittedValueIsNotCompared() {
        ReceivedDeadLetter letter =
                new ReceivedDeadLetter(Stage.STG, 0, 3, null, true, "REJECTED_BY_BROKER", "too large", 0);

        assertThat(new DeadLetterCheck(List.of(letter)).missing(List.of(invalid(0, 3, "{", "REJECTED_BY_BROKER"))))
                .isEmpty();
    }

    @Test
    void deadLetterOfValidRecordIsUnexpected() {
        DeadLetterCheck check = new DeadLetterCheck(List.of(
                letter(Stage.STG, 0, 3, "{}", "REFERENCE_NOT_FOUND"),
                letter(Stage.CDM, 1, 5, "{}", "CONTRACT_VIOLATION")));

        assertThat(check.unexpected(List.of(), FROM_THE_BEGINNING)).hasSize(2);
    }

    @Test
    void deadLetterBeforeTheFeedIsIgnored() {
        DeadLetterCheck check = new DeadLetterCheck(List.of(letter(Stage.STG, 0, 3, "{", "MALFORMED_JSON")));

        assertThat(check.unexpected(List.of(), Map.of(0, 4L))).isEmpty();
        assertThat(check.unexpected(List.of(), Map.of())).isEmpty();
    }

    @Test
    void feedWithOnlyRejectedRecordsIsReported() {
        ReceivedDeadLetter earlier = letter(Stage.STG, 0, 2, "{", "MALFORMED_JSON");
        ReceivedDeadLetter refused = letter(Stage.STG, 0, 3, "{", "MALFORMED_JSON");
        DeadLetterCheck check = new DeadLetterCheck(List.of(earlier, refused, refused));

        assertThat(check.allRejected(1, Map.of(0, 3L)))
                .containsExactly("All 1 became dead letters, see the reasons above");
        assertThat(check.allRejected(2, Map.of(0, 3L))).isEmpty();
        assertThat(check.allRejected(0, Map.of())).containsExactly("No message was fed");
    }

    private static FedInvalidRecord invalid(int partition, long offset, String value, String errorCode) {
        return new FedInvalidRecord(partition, offset, bytes(value), errorCode);
    }

    private static ReceivedDeadLetter letter(Stage stage, int partition, long offset, String value, String errorCode) {
        return new ReceivedDeadLetter(stage, partition, offset, bytes(value), false, errorCode, "why", 0);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
