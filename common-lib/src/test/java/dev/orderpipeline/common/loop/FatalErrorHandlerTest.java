package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FatalErrorHandlerTest {

    private final AtomicInteger processEnds = new AtomicInteger();
    private final FatalErrorHandler handler = new FatalErrorHandler(processEnds::incrementAndGet);

    @Test
    void wrappedFatalErrorEndsTheProcess() {
        try (CapturedLog log = new CapturedLog()) {
            handler.handle(new CompletionException(new NoClassDefFoundError("some.Codec")));

            assertThat(log.linesOf(FatalErrorHandler.class))
                    .singleElement()
                    .extracting(Line::text)
                    .asString()
                    .contains("exit code 70", "some.Codec");
        }
        assertThat(processEnds).hasValue(1);
    }

    @Test
    void otherFailureIsIgnored() {
        handler.handle(new IllegalStateException());
        handler.handle(new StackOverflowError());

        assertThat(processEnds).hasValue(0);
    }

    @Test
    void threadThatEndsByAFatalErrorEndsTheProcess() throws Exception {
        Thread thread = new Thread(
                () -> {
                    throw new ExceptionInInitializerError("some.Codec");
                },
                "acceptor");
        thread.setUncaughtExceptionHandler(handler);
        try (CapturedLog log = new CapturedLog()) {
            thread.start();
            thread.join();

            assertThat(log.linesOf(FatalErrorHandler.class).get(0).text()).contains("acceptor");
        }
        assertThat(processEnds).hasValue(1);
    }
}
