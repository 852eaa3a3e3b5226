package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyLimitTest {

    private static final int MAX_VALUE_BYTES = 5;

    private static final String REPLIES = "+OK\r\n:42\r\n*4\r\n$5\r\nab\ncd\r\n$6\r\n$9\r\n+x\r\n$-1\r\n$0\r\n\r\n"
            + "-ERR no\r\n%1\r\n$1\r\na\r\n=4\r\nab\r\n\r\n!7\r\n-123456\r\n$12\r\n\r\n$5\r\n$5\r\n\r\n\r\n_\r\n$3\r\nend\r\n";

    private static final String LIMITED = "+OK\r\n:42\r\n*4\r\n$5\r\nab\ncd\r\n-VALUETOOLONG 6\r\n$-1\r\n$0\r\n\r\n"
            + "-ERR no\r\n%1\r\n$1\r\na\r\n=4\r\nab\r\n\r\n-VALUETOOLONG 7\r\n-VALUETOOLONG 12\r\n_\r\n$3\r\nend\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 11, 16, 1_000})
    void longValueBecomesErrorInAnyFragmentation(int piece) {
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyLimit(MAX_VALUE_BYTES));

        for (int start = 0; start < REPLIES.length(); start += piece) {
            String bytes = REPLIES.substring(start, Math.min(REPLIES.length(), start + piece));
            channel.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
        }

        StringBuilder passed = new StringBuilder();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            passed.append(next.toString(US_ASCII));
            next.release();
        }
        assertThat(passed).hasToString(LIMITED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRONGTYPE Operation", "ERR", ""})
    void errorOfRedisIsPassedOn(String error) {
        assertThat(ReplyLimit.droppedBytes(ByteBuffer.wrap(error.getBytes(US_ASCII))))
                .isEmpty();
    }
}
