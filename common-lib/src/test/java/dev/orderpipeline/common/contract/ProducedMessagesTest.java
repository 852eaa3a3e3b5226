package dev.orderpipeline.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.CounterValue;
import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.Message;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderReport;
import dev.orderpipeline.testing.contract.Contracts;
import dev.orderpipeline.testing.contract.ExactJson;
import dev.orderpipeline.testing.contract.Field;
import dev.orderpipeline.testing.contract.Fields;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What the services write is valid by the schemas, the current and the released ones, and has all of their fields. */
class ProducedMessagesTest {

    /** Messages that are made of the valid ones of a corpus. */
    enum Produced {
        ENRICHED_ORDER(
                "enriched-order.produced",
                AcceptedMessage.ENRICHED_ORDER,
                json -> Stream.of(EnrichedOrder.parse(json))),
        ORDER_REPORT("order-report.produced", AcceptedMessage.ORDER_REPORT, json -> Stream.of(OrderReport.parse(json))),
        PRODUCT_COUNTER("user-product-counter", AcceptedMessage.ORDER_REPORT, Produced::productCounters),
        CATEGORY_COUNTER("user-category-counter", AcceptedMessage.ORDER_REPORT, Produced::categoryCounters);

        private final String schema;
        private final AcceptedMessage source;
        private final Function<byte[], Stream<? extends Message>> messages;

        Produced(String schema, AcceptedMessage source, Function<byte[], Stream<? extends Message>> messages) {
            this.schema = schema;
            this.source = source;
            this.messages = messages;
        }

        Stream<JsonNode> written() {
            MessageWriter writer = new MessageWriter();
            return source.corpus().stream()
                    .filter(record -> source.isAccepted(record.value()))
                    .flatMap(record -> messages.apply(record.value()))
                    .map(message -> ExactJson.read(writer.write(message)));
        }

        private static Stream<CounterValue> productCounters(byte[] json) {
            OrderReport report = OrderReport.parse(json);
            return report.payload().products().stream()
                    .map(product -> CounterValue.of(
                            report.sentDttm(),
                            new CounterValue.Product(
                                    report.payload().user().id(), product.id(), product.name(), Integer.MAX_VALUE)));
        }

        private static Stream<CounterValue> categoryCounters(byte[] json) {
            OrderReport report = OrderReport.parse(json);
            return report.payload().products().stream()
                    .map(OrderReport.Product::category)
                    .map(category -> CounterValue.of(
                            report.sentDttm(),
                            new CounterValue.Category(
                                    report.payload().user().id(), category.id(), category.name(), 0)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void writtenMessagesAreValid(Produced produced) {
        List<JsonNode> written = produced.written().toList();
        assertThat(written).hasSizeGreaterThan(200);

        for (Contracts contracts : Contracts.all()) {
            assertThat(written.stream().flatMap(message -> contracts.violations(produced.schema, message).stream()))
                    .as(contracts.toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writtenFieldsAreThoseOfTheSchema(Produced produced) {
        Set<String> described = Fields.of(Contracts.current(), produced.schema).stream()
                .map(Field::path)
                .collect(Collectors.toSet());
        Set<String> written = new TreeSet<>();
        produced.written().limit(50).forEach(message -> addPaths("", message, described, written));

        assertThat(written).isEqualTo(described);
    }

    private static void addPaths(String prefix, JsonNode object, Set<String> described, Set<String> paths) {
        object.forEachEntry((name, value) -> {
            String path = prefix + name;
            paths.add(path);
            if (described.stream().anyMatch(each -> each.startsWith(path + ".*."))) {
                value.forEach(member -> addPaths(path + ".*.", member, described, paths));
            } else {
                addPaths(path + ".", value, described, paths);
                value.valueStream()
                        .filter(element -> value.isArray())
                        .forEach(element -> addPaths(path + "[].", element, described, paths));
            }
        });
    }
}
