package dev.orderpipeline.generator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgedPrefixTest {

    private final AcknowledgedPrefix prefix = new AcknowledgedPrefix();

    @Test
    void endsAtTheFirstGap() {
        prefix.add(2);
        prefix.add(0);
        assertThat(prefix.length()).isEqualTo(1);

        prefix.add(4);
        prefix.add(1);
        assertThat(prefix.length()).isEqualTo(3);

        prefix.add(3);
        assertThat(prefix.length()).isEqualTo(5);
    }
}
