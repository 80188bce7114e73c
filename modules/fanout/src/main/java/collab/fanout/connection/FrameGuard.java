package collab.fanout.connection;

import io.helidon.common.buffers.BufferData;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Decides about each frame of a peer before Helidon 4.5.0 sees it, because Helidon does not bound what follows:
 *
 * <ul>
 *   <li>A late RST_STREAM for a call that the server has finished is dropped. RFC 9113, section 5.1, allows it; Helidon would end
 *       the connection and with it all other calls.
 *   <li>Decoded header lists, CONTINUATION frames and concurrent streams are bounded; the connection ends at the bound.
 *   <li>A peer that has not proved the secret has one call, and messages of at most {@value #UNAUTHENTICATED_MESSAGE_BYTES_MAX} bytes.
 *   <li>A message that is too long resets its stream, and the rest of it is dropped; Helidon would read the rest as further
 *       messages.
 * </ul>
 *
 * <p>The reading thread gives Helidon one frame at a time, and Helidon removes streams on that thread only. So a stream that this
 * class takes for open when it passes a frame is still known to Helidon when Helidon handles the frame.
 */
final class FrameGuard {
    /** Calls of a peer at the same time; the server announces it. */
    static final int STREAMS_MAX = 100;

    /** Decoded bytes of the header fields of a call, by the measure of RFC 9113, section 6.5.2. */
    static final int HEADER_LIST_BYTES_MAX = 16 * 1024;

    /** The longest request of a member; Helidon's own bound. */
    static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

    /** The longest request of a peer that has not proved the secret; a health check has a few bytes. */
    static final int UNAUTHENTICATED_MESSAGE_BYTES_MAX = 1_024;

    /** Bytes of a refused message that are dropped before the connection ends. */
    static final int DISCARDED_BYTES_MAX = 1024 * 1024;

    private static final int CONTINUATIONS_MAX = 8;

    private static final int ENHANCE_YOUR_CALM = 0xb;
    private static final int CANCEL = 0x8;
    private static final int REFUSED_STREAM = 0x7;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    /** What the guard needs of its connection. */
    interface Peer {
        /** Waits until the secret of the first call was checked; returns whether it was right. */
        boolean isMember();

        /** Writes a frame of the server. */
        void send(byte[] frame);

        /** A message was too long. */
        void onMessageRefused(long bytes);
    }

    /** Ends the connection. */
    static final class ViolationException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ViolationException(String what) {
            super(what);
        }
    }

    private static final class Stream {
        private final MessageLengths messages = new MessageLengths();
        private volatile boolean endedByPeer;
        private volatile boolean endedByServer;
    }

    private final Peer peer;
    private final ConcurrentMap<Integer, Stream> open = new ConcurrentHashMap<>();

    // Only the reading thread.
    private final HeaderListSize headers = new HeaderListSize();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int continuations;
    private long discarded;
    private volatile int lastStream;

    FrameGuard(Peer peer) {
        this.peer = peer;
    }

    int openCount() {
        return open.size();
    }

    /** The newest stream of the peer. */
    int lastStream() {
        return lastStream;
    }

    // ---- Frames of the peer: only the reading thread ----

    /**
     * The frame to pass on; empty when the frame is dropped.
     *
     * @throws ViolationException when the connection must end
     */
    Optional<byte[]> inbound(Http2Frames.Frame frame) {
        return switch (frame.type()) {
            case Http2Frames.HEADERS -> headers(frame);
            case Http2Frames.CONTINUATION -> continuation(frame);
            case Http2Frames.DATA -> data(frame);
            case Http2Frames.RST_STREAM -> reset(frame);
            default -> Optional.of(frame.bytes());
        };
    }

    private Optional<byte[]> headers(Http2Frames.Frame frame) {
        int id = frame.stream();
        if (id > lastStream) {
            boolean isFirst = lastStream == 0;
            if (!isFirst && !peer.isMember()) return refuseSecondCall(frame);
            if (open.size() >= STREAMS_MAX) throw new ViolationException("more than " + STREAMS_MAX + " calls");
            open.put(id, new Stream());
            lastStream = id;
        }
        block.reset();
        continuations = 0;
        int from = Http2Frames.HEAD_BYTES;
        int to = frame.bytes().length;
        if (frame.has(Http2Frames.PADDED) && to > from) to -= frame.bytes()[from++] & 0xff;
        if (frame.has(Http2Frames.PRIORITY)) from += 5;
        if (from <= to) block.write(frame.bytes(), from, to - from);
        checkBlock(frame);
        if (frame.has(Http2Frames.END_STREAM)) endedByPeer(id);
        return Optional.of(frame.bytes());
    }

    /**
     * Whether the peer knows yet that the connection ends after its first call is a race: it repeats a refused call on another
     * connection (RFC 9113, section 8.7). Nothing decodes the header fields, because no later call is passed on.
     */
    private Optional<byte[]> refuseSecondCall(Http2Frames.Frame frame) {
        boolean firstHasEnded = open.isEmpty();
        if (!firstHasEnded || !frame.has(Http2Frames.END_HEADERS)) {
            throw new ViolationException("a second call without the link secret");
        }
        lastStream = frame.stream();
        peer.send(Http2Frames.frame(Http2Frames.RST_STREAM, frame.stream(), REFUSED_STREAM));
        return Optional.empty();
    }

    private Optional<byte[]> continuation(Http2Frames.Frame frame) {
        if (++continuations > CONTINUATIONS_MAX) {
            throw new ViolationException("more than " + CONTINUATIONS_MAX + " CONTINUATION frames");
        }
        block.write(frame.bytes(), Http2Frames.HEAD_BYTES, frame.payloadBytes());
        checkBlock(frame);
        return Optional.of(frame.bytes());
    }

    private void checkBlock(Http2Frames.Frame frame) {
        if (block.size() > HEADER_LIST_BYTES_MAX) throw headersTooLarge();
        if (!frame.has(Http2Frames.END_HEADERS)) return;
        try {
            if (headers.of(block.toByteArray(), HEADER_LIST_BYTES_MAX) > HEADER_LIST_BYTES_MAX) {
                throw headersTooLarge();
            }
        } catch (HeaderListSize.MalformedException malformed) {
            throw new ViolationException("malformed header fields: " + malformed.getMessage());
        }
    }

    private static ViolationException headersTooLarge() {
        return new ViolationException("more than " + HEADER_LIST_BYTES_MAX + " bytes of header fields");
    }

    private Optional<byte[]> data(Http2Frames.Frame frame) {
        int id = frame.stream();
        if (id > lastStream) return Optional.of(frame.bytes());
        Stream stream = open.get(id);
        if (stream == null) {
            discard(frame);
            return Optional.empty();
        }
        int max = peer.isMember() ? MESSAGE_BYTES_MAX : UNAUTHENTICATED_MESSAGE_BYTES_MAX;
        long longest = stream.messages.longest(frame);
        if (longest > max) {
            peer.onMessageRefused(longest);
            open.remove(id);
            discard(frame);
            peer.send(Http2Frames.frame(Http2Frames.RST_STREAM, id, ENHANCE_YOUR_CALM));
            return Optional.of(Http2Frames.frame(Http2Frames.RST_STREAM, id, CANCEL));
        }
        if (frame.has(Http2Frames.END_STREAM)) endedByPeer(id);
        return Optional.of(frame.bytes());
    }

    /** Returns the bytes of a dropped frame to the window of the connection, as Helidon does for a frame that it has read. */
    private void discard(Http2Frames.Frame frame) {
        discarded += frame.payloadBytes();
        if (discarded > DISCARDED_BYTES_MAX) {
            throw new ViolationException("more than " + DISCARDED_BYTES_MAX + " bytes for calls that have ended");
        }
        if (frame.payloadBytes() > 0) {
            peer.send(Http2Frames.frame(Http2Frames.WINDOW_UPDATE, 0, frame.payloadBytes()));
        }
    }

    private Optional<byte[]> reset(Http2Frames.Frame frame) {
        int id = frame.stream();
        if (id > lastStream) return Optional.of(frame.bytes());
        boolean late = open.remove(id) == null;
        return late ? Optional.empty() : Optional.of(frame.bytes());
    }

    private void endedByPeer(int id) {
        Stream stream = open.get(id);
        if (stream == null) return;
        stream.endedByPeer = true;
        if (stream.endedByServer) open.remove(id);
    }

    // ---- Frames of the server: any thread, one at a time ----

    /** Notes which calls the server ends. Returns whether the frame ends a call. */
    boolean outbound(BufferData frame) {
        if (frame.available() < Http2Frames.HEAD_BYTES) return false;
        int type = frame.get(3);
        int flags = frame.get(4);
        boolean ends =
                type == Http2Frames.RST_STREAM || type <= Http2Frames.HEADERS && (flags & Http2Frames.END_STREAM) != 0;
        if (!ends) return false;
        int id = number(frame, 5);
        Stream stream = open.get(id);
        if (stream == null) return true;
        stream.endedByServer = true;
        if (stream.endedByPeer || type == Http2Frames.RST_STREAM) open.remove(id);
        return true;
    }

    /**
     * The SETTINGS of Helidon with the bound of this class. Helidon must be given a higher one: it removes a call some time after
     * the peer has seen its end, and ends the connection when it counts one call too many.
     */
    static BufferData withStreamsMax(BufferData frame) {
        boolean isSettings = frame.available() >= Http2Frames.HEAD_BYTES
                && frame.get(3) == Http2Frames.SETTINGS
                && (frame.get(4) & Http2Frames.ACK) == 0;
        if (!isSettings) return frame;
        byte[] bytes = new byte[frame.available()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) frame.get(i);
        for (int at = Http2Frames.HEAD_BYTES; at + 6 <= bytes.length; at += 6) {
            int setting = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
            if (setting == MAX_CONCURRENT_STREAMS) Http2Frames.putInt(bytes, at + 2, STREAMS_MAX);
        }
        return BufferData.create(bytes);
    }

    private static int number(BufferData frame, int at) {
        return (frame.get(at) & 0x7f) << 24
                | (frame.get(at + 1) & 0xff) << 16
                | (frame.get(at + 2) & 0xff) << 8
                | frame.get(at + 3) & 0xff;
    }
}
