package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.feed.FedInvalidRecord;
import dev.orderpipeline.quickstart.service.ReceivedDeadLetter;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares the dead letters with the invalid records that were fed. */
public final class DeadLetterCheck {

    private final Map<Position, List<ReceivedDeadLetter>> rejectedByFirstStage;
    private final List<ReceivedDeadLetter> deadLetters;

    private record Position(int partition, long offset) {}

    public DeadLetterCheck(List<ReceivedDeadLetter> deadLetters) {
        this.deadLetters = deadLetters;
        this.rejectedByFirstStage = deadLetters.stream()
                .filter(letter -> letter.stage() == Stage.STG)
                .collect(Collectors.groupingBy(letter -> new Position(letter.partition(), letter.offset())));
    }

    /** A sentence for every invalid record without its dead letter. */
    public List<String> missing(List<FedInvalidRecord> fed) {
        List<String> problems = new ArrayList<>();
        for (FedInvalidRecord invalid : fed) {
            List<ReceivedDeadLetter> letters =
                    rejectedByFirstStage.getOrDefault(new Position(invalid.partition(), invalid.offset()), List.of());
            if (letters.stream().noneMatch(letter -> isLetterOf(invalid, letter))) {
                String problem = letters.isEmpty()
                        ? "not among the dead letters"
                        : "among the dead letters, but with %s or another value"
                                .formatted(letters.get(0).errorCode());
                problems.add("The %s record at offset %d of partition %d is %s"
                        .formatted(invalid.errorCode(), invalid.offset(), invalid.partition(), problem));
            }
        }
        return problems;
    }

    /**
     * A sentence for every dead letter that is none of the invalid records fed. What the first stage rejected before the feed
     * began is left out.
     *
     * @param firstOffsets the offset of the first record fed to each partition
     */
    public List<String> unexpected(List<FedInvalidRecord> fed, Map<Integer, Long> firstOffsets) {
        Set<Position> expected = fed.stream()
                .map(invalid -> new Position(invalid.partition(), invalid.offset()))
                .collect(Collectors.toSet());
        Predicate<ReceivedDeadLetter> isExpected =
                letter -> expected.contains(new Position(letter.partition(), letter.offset()));
        Predicate<ReceivedDeadLetter> isEarlier =
                letter -> letter.offset() < firstOffsets.getOrDefault(letter.partition(), Long.MAX_VALUE);
        return deadLetters.stream()
                .filter(letter -> letter.stage() != Stage.STG || !(isExpected.test(letter) || isEarlier.test(letter)))
                .map(letter -> "%s rejected a valid record at offset %d of partition %d: %s"
                        .formatted(
                                letter.stage().service(), letter.offset(), letter.partition(), letter.errorMessage()))
                .toList();
    }

    /**
     * A sentence if the first stage has rejected all records fed.
     *
     * @param firstOffsets the offset of the first record fed to each partition
     */
    public List<String> allRejected(long fed, Map<Integer, Long> firstOffsets) {
        if (fed == 0) {
            return List.of("No message was fed");
        }
        long rejected = rejectedByFirstStage.keySet().stream()
                .filter(position ->
                        position.offset() >= firstOffsets.getOrDefault(position.partition(), Long.MAX_VALUE))
                .count();
        return rejected < fed
                ? List.of()
                : List.of("All %s became dead letters, see the reasons above".formatted(Format.number(fed)));
    }

    private static boolean isLetterOf(FedInvalidRecord invalid, ReceivedDeadLetter letter) {
        return letter.errorCode().equals(invalid.errorCode())
                && (letter.valueOmitted() || Arrays.equals(letter.value(), invalid.value()));
    }
}
