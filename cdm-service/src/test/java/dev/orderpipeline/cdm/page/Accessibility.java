package dev.orderpipeline.cdm.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The checks of axe-core. */
final class Accessibility {

    private static final String CHECKS = read("/axe.min.js");

    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
              (result) => done(result.violations
                .filter((each) => each.impact === 'serious' || each.impact === 'critical' || each.impact === 'moderate')
                .map((each) => `${each.impact} ${each.id}: ${each.help}: ${each.nodes.map((node) => node.html).join(' ')}`)),
              (failure) => done([String(failure)]));
            """;

    private Accessibility() {}

    /** Nothing on the page is moderately, seriously or critically inaccessible. */
    static void check(Browser browser) {
        browser.run(CHECKS);
        assertThat((List<?>) browser.driver().executeAsyncScript(RUN)).isEmpty();
    }

    private static String read(String resource) {
        try (InputStream content = Accessibility.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(content, resource).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
