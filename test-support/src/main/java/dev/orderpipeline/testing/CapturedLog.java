package dev.orderpipeline.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Warnings and errors of all that runs in this JVM, from when this is opened until it is closed. A service that starts
 * initialises logging, so this has to be opened after that.
 */
public final class CapturedLog implements AutoCloseable {

    /**
     * A line of the log.
     *
     * @param logger full name of the class that logs it
     * @param level {@code WARN} or {@code ERROR}
     */
    public record Line(String logger, String level, String text, boolean stackTrace) {}

    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Optional<Logger> detailed;
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)
                    || detailed.filter(logger -> logger.getName().equals(event.getLoggerName()))
                            .isPresent()) {
                lines.add(new Line(
                        event.getLoggerName(),
                        event.getLevel().toString(),
                        event.getFormattedMessage(),
                        event.getThrowableProxy() != null));
            }
        }
    };

    public CapturedLog() {
        this(Optional.empty());
    }

    /** @param detailed a class of which INFO is captured too */
    public CapturedLog(Class<?> detailed) {
        this(Optional.of((Logger) LoggerFactory.getLogger(detailed)));
    }

    private CapturedLog(Optional<Logger> detailed) {
        this.detailed = detailed;
        detailed.ifPresent(logger -> logger.setLevel(Level.INFO));
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /** The lines so far, oldest first. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The lines of one class so far, oldest first. */
    public List<Line> linesOf(Class<?> logger) {
        return lines.stream()
                .filter(line -> line.logger().equals(logger.getName()))
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        detailed.ifPresent(logger -> logger.setLevel(null));
    }
}
