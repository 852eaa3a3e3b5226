package dev.orderpipeline.generator.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.order.SourceRecord;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {

    @TempDir
    Path folder;

    @Test
    void ordersAreReadByteForByte() throws IOException {
        byte[] content = "{\"object_id\": 1,  \"name\": \"Чай\"}\r\n\nнет?\nlast".getBytes(StandardCharsets.UTF_8);
        int question = new String(content, StandardCharsets.ISO_8859_1).indexOf('?');
        content[question] = (byte) 0xFF;
        Path file = Files.write(folder.resolve("orders.ndjson"), content);

        try (Stream<SourceRecord> records = OrderFiles.orders(file)) {
            List<SourceRecord> all = records.toList();
            assertThat(all).hasSize(3).allMatch(record -> record.key() == null && record.expectedErrorCode() == null);
            assertThat(all.get(0).value())
                    .isEqualTo("{\"object_id\": 1,  \"name\": \"Чай\"}\r".getBytes(StandardCharsets.UTF_8));
            assertThat(all.get(1).value()).endsWith((byte) 0xFF);
            assertThat(all.get(2).value()).isEqualTo("last".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void blankLinesAreCountedAndSkipped() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.ndjson"), "first\n\n \t\r\nfourth");

        try (Stream<SourceRecord> records = OrderFiles.orders(file)) {
            assertThat(records.map(SourceRecord::line)).containsExactly(1L, 4L);
        }
    }

    @Test
    void referenceIsReadAsKeyAndText() throws IOException {
        Path file = Files.writeString(folder.resolve("reference.ndjson"), """
                {"key": "1", "value": {"_id": "1", "name": "Чай \\"у дома\\"", "price": 10.50}}

                {"key": "2", "value": {}}
                """);

        assertThat(OrderFiles.reference(file))
                .containsExactly(
                        entry("1", "{\"_id\":\"1\",\"name\":\"Чай \\\"у дома\\\"\",\"price\":10.50}"),
                        entry("2", "{}"));
    }

    @Test
    void invalidReferenceLineIsReported() throws IOException {
        Path file = folder.resolve("reference.ndjson");
        for (String line : List.of("{\"key\": 1, \"value\": {}}", "{\"key\": \"1\"}", "{\"key\"")) {
            Files.writeString(file, "\n" + line);
            assertThatExceptionOfType(CommandFailedException.class)
                    .isThrownBy(() -> OrderFiles.reference(file))
                    .withMessageContaining(file + ", line 2: ")
                    .withMessageContaining(line);
        }
    }

    @Test
    void nonUtf8ReferenceIsReportedWithItsLine() throws IOException {
        Path file = folder.resolve("reference.ndjson");
        Files.write(file, "{\"key\": \"1\", \"value\": {}}\nИван".getBytes(Charset.forName("windows-1251")));

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> OrderFiles.reference(file))
                .withMessage(file + ", line 2: not UTF-8");
    }
}
