package dev.orderpipeline.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.loop.ProcessEnd;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

class FatalErrorFilterIT {

    private static final AtomicInteger PROCESS_ENDS = new AtomicInteger();
    private static IdleService service;

    @BeforeAll
    static void startService() {
        service = IdleService.start(Broken.class);
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @BeforeEach
    void reset() {
        PROCESS_ENDS.set(0);
    }

    @Test
    void classThatCannotBeInitialisedEndsTheProcess() throws Exception {
        assertThat(service.get("/fatal").statusCode()).isEqualTo(500);

        assertThat(PROCESS_ENDS).hasPositiveValue();
    }

    @Test
    void asynchronousErrorEndsTheProcess() throws Exception {
        assertThat(service.get("/fatal-later").statusCode()).isEqualTo(500);

        assertThat(PROCESS_ENDS).hasPositiveValue();
    }

    @Test
    void otherFailureDoesNotEndTheProcess() throws Exception {
        assertThat(service.get("/failing").statusCode()).isEqualTo(500);
        assertThat(service.get("/no-such-page").statusCode()).isEqualTo(404);

        assertThat(PROCESS_ENDS).hasValue(0);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Broken extends IdleService.Idle {

        @Bean
        ProcessEnd processEnd() {
            return PROCESS_ENDS::incrementAndGet;
        }

        @Bean
        BrokenPages brokenPages() {
            return new BrokenPages();
        }
    }

    @RestController
    static class BrokenPages {

        @GetMapping("/fatal")
        String fatal() {
            throw new NoClassDefFoundError("Could not initialize class some.Page");
        }

        @GetMapping("/fatal-later")
        DeferredResult<String> fatalLater() {
            DeferredResult<String> response = new DeferredResult<>();
            response.setErrorResult(new NoClassDefFoundError("Could not initialize class some.Page"));
            return response;
        }

        @GetMapping("/failing")
        String failing() {
            throw new IllegalStateException("not now");
        }
    }
}
