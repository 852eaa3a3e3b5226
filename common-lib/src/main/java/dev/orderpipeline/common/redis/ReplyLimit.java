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
 * Drops values of Redis that are longer than a bound, while they come from the network: the client would first collect such
 * a value, however long it is, and 60 MB are more than the memory that the shipped heap leaves for it. In its place the
 * client receives an error that names the length.
 *
 * <p>A look at the length with {@code STRLEN} would take a round trip more, and leave the time between the two for a value
 * to grow.
 */
final class ReplyLimit extends ChannelInboundHandlerAdapter {

    /** What the error in place of a dropped value begins with; none of Redis does. */
    private static final String CODE = "VALUETOOLONG ";

    /** Of a line with a length: its type, up to 19 digits and the line break. */
    private static final int MAX_LENGTH_LINE = 32;

    private static final int LINE_BREAK_BYTES = 2;

    private final int maxValueBytes;
    private final StringBuilder lengthLine = new StringBuilder(MAX_LENGTH_LINE);
    private State state = State.LINE_START;
    private long left;

    private enum State {
        /** The next byte is the type of a reply. */
        LINE_START,
        /** Inside a line that has no length. */
        LINE,
        /** Inside a line with the length of a value, of which nothing has been passed on. */
        LENGTH_LINE,
        /** Inside a value that is passed on, with the line break behind it. */
        VALUE,
        /** Inside a value that is dropped, with the line break behind it. */
        DROPPED_VALUE
    }

    ReplyLimit(int maxValueBytes) {
        this.maxValueBytes = maxValueBytes;
    }

    /** Puts the limit before the client's own handler, behind that of TLS. */
    static void install(Channel channel, int maxValueBytes) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(CommandHandler.class).name(), null, new ReplyLimit(maxValueBytes));
    }

    /** The length of the dropped value that the error stands for; empty if it is an error of Redis. */
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

    /** Goes on in what is passed on: to the end of a line or a value, or before a line with a length. */
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
            // A negative length stands for no value, and no line break follows.
            state = length < 0 ? State.LINE_START : State.VALUE;
            context.fireChannelRead(Unpooled.copiedBuffer(line, US_ASCII));
        }
    }

    /** Bulk strings, bulk errors and verbatim strings; everything else is a line, or consists of these. */
    private static boolean isValue(byte type) {
        return type == '$' || type == '!' || type == '=';
    }
}
