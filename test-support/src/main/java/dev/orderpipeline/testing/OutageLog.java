package dev.orderpipeline.testing;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.test.system.CapturedOutput;

/** The log of a service since an outage began: one line for each attempt of the loop, and one when readiness changes. */
public final class OutageLog {

    private static final Pattern ATTEMPT = Pattern.compile(" WARN .*BatchLoop +[:-] Retrying in (\\d+) ms(.*)");
    private static final Pattern NOT_READY =
            Pattern.compile(" WARN .*DependencyChecks +[:-] \\w+ unavailable, not ready");

    private static final int MIN_PAUSE_MILLIS = 250;
    private static final int MAX_PAUSE_MILLIS = 10_000;

    private final CapturedOutput output;
    private final int begin;
    private final Pattern ignored;

    /** An attempt of the loop that failed; the text has the records and the reason. */
    private record Attempt(int pauseMillis, String text) {}

    private OutageLog(CapturedOutput output, Pattern ignored) {
        this.output = output;
        this.begin = output.getOut().length();
        this.ignored = ignored;
    }

    /** @param ignored a part of the lines that do not matter, a regular expression */
    public static OutageLog fromNow(CapturedOutput output, String ignored) {
        return new OutageLog(output, Pattern.compile(ignored));
    }

    /**
     * The records of a batch in the line of an attempt, a regular expression.
     *
     * @param topic a regular expression
     */
    public static String batchOf(String topic) {
        String place = topic + "-\\d@\\d+";
        return " with (record %1$s|\\d+ records from %1$s to %1$s)".formatted(place);
    }

    /** All lines since the outage began. */
    public String text() {
        return output.getOut().substring(begin);
    }

    /** Whether a line has this part, a regular expression. */
    public boolean contains(String part) {
        return Pattern.compile(part).matcher(text()).find();
    }

    /**
     * Waits for an attempt that fails for this reason. There must be no other warnings but the attempts of the loop and the
     * change of readiness, and no stack traces.
     *
     * @param reason a regular expression
     */
    public void assertOneLinePerAttempt(String reason) {
        Pattern expected = Pattern.compile(reason);
        eventually().until(() -> attempts().stream()
                .anyMatch(attempt -> expected.matcher(attempt.text()).find()));
        assertThat(text().lines()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .filter(line -> !ignored.matcher(line).find()))
                .allMatch(line ->
                        ATTEMPT.matcher(line).find() || NOT_READY.matcher(line).find());
        assertThat(text()).doesNotContain("\tat ");
    }

    /**
     * Every attempt fails for this reason, and the pauses between them double up to a maximum.
     *
     * @param reason a regular expression
     */
    public void assertPausesGrow(String reason) {
        int pause = MIN_PAUSE_MILLIS;
        for (Attempt attempt : attempts()) {
            assertThat(attempt.text()).matches(reason);
            assertThat(attempt.pauseMillis()).isEqualTo(pause);
            pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
        }
    }

    private List<Attempt> attempts() {
        return text().lines()
                .map(ATTEMPT::matcher)
                .filter(Matcher::find)
                .map(attempt -> new Attempt(Integer.parseInt(attempt.group(1)), attempt.group(2)))
                .toList();
    }
}
