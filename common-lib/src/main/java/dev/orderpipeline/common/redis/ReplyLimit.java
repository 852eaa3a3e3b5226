package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.protocol.CommandHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Drops values of Redis above a maximum length while they are received: the client buffers a whole value whatever its
 * length, and 60 MB exceed what the default heap has left. Instead of the value, the client receives an error with its
 * length.
 *
 * <p>{@code STRLEN} in advance would cost one more round trip, and the value could grow between the two commands.
 */
final class ReplyLimit extends ChannelInboundHandlerAdapter {

    /** Prefix of the error for a dropped value; Redis has no such error. */
    private static final String CODE = "VALUETOOLONG ";

    /** A line with a length: type, up to 19 digits, line break. */
    private static final int MAX_LENGTH_LINE = 32;

    private static final int LINE_BREAK_BYTES = 2;

    private final int maxValueBytes;
    private final StringBuilder lengthLine = new StringBuilder(MAX_LENGTH_LINE);
    private State state = State.LINE_START;
    private long left;

    private enum State {
        /** The next byte is the type of a reply. */
        LINE_START,
        /** Inside a line without a length. */
        LINE,
        /** Inside a line with the length of a value, which is held back until it is complete. */
        LENGTH_LINE,
        /** Inside a value that is passed on, including its line break. */
        VALUE,
        /** Inside a value that is dropped, including its line break. */
        DROPPED_VALUE
    }

    ReplyLimit(int maxValueBytes) {
        this.maxValueBytes = maxValueBytes;
    }

    /** Inserts the limit between the handler for TLS and the client's own. */
    static void install(Channel channel, int maxValueBytes) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(CommandHandler.class).name(), null, new ReplyLimit(maxValueBytes));
    }

    /** The length of the dropped value that this error replaces; empty if it is an error of Redis. */
    static OptionalLong droppedBytes(ByteBuffer error) {
        String text = US_ASCII.decode(error.duplicate()).toString();
        return text.startsWith(CODE)
                ? OptionalLong.of(Long.parseLong(text.substring(CODE.length())))
                : OptionalLong.empty();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                passOn(context, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void passOn(ChannelHandlerContext context, ByteBuf bytes) {
        int start = bytes.readerIndex();
        while (bytes.isReadable() && state != State.LENGTH_LINE && state != State.DROPPED_VALUE) {
            advance(bytes);
        }
        if (bytes.readerIndex() > start) {
            context.fireChannelRead(bytes.retainedSlice(start, bytes.readerIndex() - start));
        }
        if (state == State.LENGTH_LINE) {
            readLength(context, bytes);
        } else if (state == State.DROPPED_VALUE) {
            skip(bytes);
            state = left == 0 ? State.LINE_START : state;
        }
    }

    /**
     * Advances in the bytes that are passed on: to the end of a line or value, or to the start of a line with a length.
     */
    private void advance(ByteBuf bytes) {
        if (state == State.LINE_START) {
            byte type = bytes.getByte(bytes.readerIndex());
            state = isValue(type) ? State.LENGTH_LINE : State.LINE;
        } else if (state == State.LINE) {
            int lineBreak = bytes.bytesBefore((byte) '\n');
            bytes.skipBytes(lineBreak < 0 ? bytes.readableBytes() : lineBreak + 1);
            state = lineBreak < 0 ? state : State.LINE_START;
        } else {
            skip(bytes);
            state = left == 0 ? State.LINE_START : state;
        }
    }

    private void skip(ByteBuf bytes) {
        int skipped = (int) Math.min(left, bytes.readableBytes());
        bytes.skipBytes(skipped);
        left -= skipped;
    }

    private void readLength(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable()) {
            char next = (char) bytes.readByte();
            lengthLine.append(next);
            if (next == '\n') {
                endLength(context);
                return;
            }
            if (lengthLine.length() > MAX_LENGTH_LINE) {
                throw new IllegalStateException("Redis sends a length of more than 19 digits");
            }
        }
    }

    private void endLength(ChannelHandlerContext context) {
        String line = lengthLine.toString();
        lengthLine.setLength(0);
        long length = Long.parseLong(line.substring(1).strip());
        left = length + LINE_BREAK_BYTES;
        if (length > maxValueBytes) {
            state = State.DROPPED_VALUE;
            context.fireChannelRead(Unpooled.copiedBuffer("-" + CODE + length + "\r\n", US_ASCII));
        } else {
            // A negative length means nil: neither value nor line break follow.
            state = length < 0 ? State.LINE_START : State.VALUE;
            context.fireChannelRead(Unpooled.copiedBuffer(line, US_ASCII));
        }
    }

    /** Bulk strings, bulk errors and verbatim strings; all other types are lines, or composed of these. */
    private static boolean isValue(byte type) {
        return type == '$' || type == '!' || type == '=';
    }
}
