package dev.orderpipeline.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.RestaurantIndex;
import dev.orderpipeline.common.value.Timestamps;
import dev.orderpipeline.common.value.WhiteSpace;
import dev.orderpipeline.testing.contract.Contracts;
import dev.orderpipeline.testing.contract.ExactJson;
import dev.orderpipeline.testing.hostile.HostileRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** A message is valid by its schema if and only if the code accepts it, except for known differences. */
class AcceptedMessagesTest {

    private static final Contracts CONTRACTS = Contracts.current();

    /** Equal sets: none is unknown, and every known difference is still one. */
    @ParameterizedTest
    @EnumSource
    void schemaAndCodeDifferInKnownValuesOnly(AcceptedMessage message) {
        List<HostileRecord> corpus = message.corpus();
        assertThat(corpus).hasSizeGreaterThan(500);

        Set<String> differences = corpus.stream()
                .filter(record -> isValid(CONTRACTS, message, record) != message.isAccepted(record.value()))
                .map(AcceptedMessagesTest::change)
                .collect(Collectors.toSet());

        assertThat(differences).isEqualTo(KnownDifference.valuesFor(message.schema()));
    }

    static Stream<Arguments> releasedContracts() {
        List<Contracts> released = Contracts.released();
        assertThat(released).isNotEmpty();
        return released.stream().flatMap(contracts -> Stream.of(AcceptedMessage.values())
                .map(message -> Arguments.of(contracts, message)));
    }

    @ParameterizedTest
    @MethodSource("releasedContracts")
    void messagesOfReleasedContractsAreAccepted(Contracts released, AcceptedMessage message) {
        List<HostileRecord> valid = message.corpus().stream()
                .filter(record -> isValid(released, message, record))
                .toList();
        assertThat(valid).hasSizeGreaterThan(100);

        assertThat(valid)
                .filteredOn(record -> !message.isAccepted(record.value()))
                .extracting(AcceptedMessagesTest::change)
                .isSubsetOf(KnownDifference.valuesFor(message.schema()));
    }

    @Test
    void menuHasTheItemsOfTheSchema() {
        for (HostileRecord record : AcceptedMessage.RESTAURANT.corpus()) {
            if (AcceptedMessage.RESTAURANT.isAccepted(record.value())) {
                JsonNode menu = ExactJson.read(record.value()).path("menu");

                assertThat(RestaurantIndex.of(record.value())
                                .read(record.value(), ids(menu.valueStream()))
                                .menu()
                                .keySet())
                        .as(record.what())
                        .isEqualTo(ids(menu.valueStream()
                                .filter(item -> CONTRACTS.isValid("restaurant#/$defs/menu_item", item))));
            }
        }
    }

    @Test
    void blankTextsAreThoseOfTheCode() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_VALUE)
                        .mapToObj(unit -> Character.toString((char) unit))
                        .filter(text -> CONTRACTS.isValid("types#/$defs/non_blank_text", StringNode.valueOf(text))
                                == WhiteSpace.isBlank(text)))
                .isEmpty();
    }

    /** The one known difference in the other direction: ISO-8601 has no such offsets. */
    @ParameterizedTest
    @ValueSource(strings = {"2023-04-08T20:27:36+03:00:30", "2023-04-08T20:27:36-030030"})
    void codeAcceptsSecondsInOffsets(String timestamp) {
        assertThat(Timestamps.tryParse(timestamp)).isPresent();
        assertThat(CONTRACTS.isValid("types#/$defs/timestamp", StringNode.valueOf(timestamp)))
                .isFalse();
    }

    private static Set<String> ids(Stream<JsonNode> items) {
        return items.map(item -> item.path("_id"))
                .filter(JsonNode::isString)
                .map(id -> WhiteSpace.strip(id.stringValue()))
                .collect(Collectors.toSet());
    }

    private static boolean isValid(Contracts contracts, AcceptedMessage message, HostileRecord record) {
        return contracts.isValid(message.schema(), ExactJson.read(record.value()));
    }

    /** The JSON that a record has in a place, from its description. */
    private static String change(HostileRecord record) {
        return record.what().substring(record.what().indexOf(" is ") + " is ".length());
    }
}
