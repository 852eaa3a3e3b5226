package dev.orderpipeline.common.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FatalErrorsTest {

    static Throwable[] linkageAndVirtualMachineErrorsAreFatal() {
        return new Throwable[] {
            new NoClassDefFoundError("Could not initialize class some.Codec"),
            new ExceptionInInitializerError("Cannot unpack some library"),
            new UnsatisfiedLinkError("failed to map segment from shared object"),
            new NoSuchMethodError("some.Codec.run()"),
            new OutOfMemoryError("unable to create native thread"),
            new InternalError("a fault occurred in an unsafe memory access operation"),
            new KafkaException(new NoClassDefFoundError("Could not initialize class some.Codec")),
            new RuntimeException(new RuntimeException(new OutOfMemoryError("Direct buffer memory")))
        };
    }

    static Throwable[] otherFailuresAreNotFatal() {
        return new Throwable[] {
            new StackOverflowError("too deep"),
            new AssertionError("a bug"),
            new IllegalStateException("a bug", new StackOverflowError()),
            new KafkaException("timeout"),
            new ClassNotFoundException("some.Codec")
        };
    }

    @ParameterizedTest
    @MethodSource
    void linkageAndVirtualMachineErrorsAreFatal(Throwable failure) {
        assertThat(FatalErrors.isFatal(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void otherFailuresAreNotFatal(Throwable failure) {
        assertThat(FatalErrors.isFatal(failure)).isFalse();
    }
}
