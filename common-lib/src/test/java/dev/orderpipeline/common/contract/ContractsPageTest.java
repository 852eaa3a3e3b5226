package dev.orderpipeline.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The generated part of docs/contracts.md. After a change of the contracts, {@code -Dcontracts.refresh} rewrites it:
 * {@code ./mvnw -B -pl common-lib -am test -Dtest=ContractsPageTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dcontracts.refresh}
 */
class ContractsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "contracts.md");
    private static final Pattern GENERATED =
            Pattern.compile("(?s)<!-- contracts -->\n\n(.*)\n<!-- end of contracts -->");

    @Test
    void pageIsThatOfTheContracts() throws IOException {
        String expected = ContractsPage.text();
        if (System.getProperty("contracts.refresh") != null) {
            Matcher generated = generated();
            String page = Files.readString(PAGE);
            Files.writeString(
                    PAGE, page.substring(0, generated.start(1)) + expected + page.substring(generated.end(1)));
        }

        assertThat(generated().group(1)).isEqualTo(expected);
    }

    private static Matcher generated() throws IOException {
        Matcher generated = GENERATED.matcher(Files.readString(PAGE));
        assertThat(generated.find()).isTrue();
        return generated;
    }
}
