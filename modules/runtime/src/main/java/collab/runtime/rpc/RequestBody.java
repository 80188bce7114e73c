package collab.runtime.rpc;

import collab.runtime.TimeoutScheduler;
import collab.runtime.rpc.BodyRejection.Reason;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;

/**
 * The body of an HTTP request, in the connection until it is read. It takes memory from the budget while it grows, and it must make
 * progress: a client that sends less than {@link #PROGRESS_BYTES} in each window is cut, so slow clients lose before others.
 */
final class RequestBody implements RpcExchange.Body {
    /** The time in which the next {@link #PROGRESS_BYTES}, or the rest of the body, must arrive. */
    static final Duration PROGRESS_WINDOW = Duration.ofSeconds(10);

    static final int PROGRESS_BYTES = 10 * 1024;

    /** These bytes of each body take nothing from the budget, because the number of requests is bounded. */
    static final int FREE_BYTES = 16 * 1024;

    /** Memory for each byte of a body: the byte, its character, and its part of the parsed tree. */
    static final int MEMORY_PER_BYTE = 4;

    /** How long a body waits for memory. */
    private static final Duration MEMORY_TIMEOUT = Duration.ofSeconds(2);

    /** Bytes that are read and discarded, so that the client reads the answer before its connection is closed. */
    private static final long DISCARDED_BYTES_MAX = 2 << 20;

    private static final Duration DISCARD_TIMEOUT = Duration.ofSeconds(2);
    private static final int PIECE_BYTES = 8 * 1024;

    private final ServerRequest request;
    private final MemoryBudget.Reservation memory;
    private final Duration timeout;
    private final TimeoutScheduler timeouts;
    private final long begunAt = System.nanoTime();
    private Optional<InputStream> opened = Optional.empty();
    private boolean ended;
    private boolean malformed;

    /** @param timeout for the complete body */
    RequestBody(ServerRequest request, MemoryBudget.Reservation memory, Duration timeout, TimeoutScheduler timeouts) {
        this.request = request;
        this.memory = memory;
        this.timeout = timeout;
        this.timeouts = timeouts;
        this.ended = !request.content().hasEntity();
    }

    @Override
    public RpcExchange.Bytes read(int bytesMax) {
        if (ended) return RpcExchange.Bytes.EMPTY;
        OptionalLong length = request.headers().contentLength();
        if (length.isPresent() && length.getAsLong() > bytesMax) throw new BodyRejection(Reason.TOO_LARGE);
        // Helidon holds a whole chunk before it passes the first byte on, so a chunked body takes its memory in
        // advance.
        if (length.isEmpty()) reserve(bytesMax);
        try {
            byte[] body = length.isPresent() && length.getAsLong() <= FREE_BYTES
                    ? readSmall((int) length.getAsLong())
                    : readLarge(bytesMax, length.isEmpty());
            ended = true;
            return RpcExchange.Bytes.of(body);
        } catch (IOException | RuntimeException broken) {
            throw rejection(broken);
        }
    }

    private BodyRejection rejection(Exception broken) {
        if (broken instanceof BodyRejection rejection) return rejection;
        ended = true; // nothing more can be read
        malformed = broken instanceof RequestException || broken instanceof NumberFormatException; // of a chunk
        if (malformed) return new BodyRejection(Reason.MALFORMED, broken);
        return new BodyRejection(Thread.currentThread().isInterrupted() ? Reason.TOO_SLOW : Reason.BROKEN, broken);
    }

    private byte[] readSmall(int length) throws IOException {
        byte[] body = new byte[length];
        try (Progress progress = new Progress()) {
            for (int at = 0; at < length; ) {
                int count = open().read(body, at, length - at);
                if (count < 0) throw new IOException("the body ended after " + at + " of " + length + " bytes");
                at += count;
                progress.received(count);
            }
        }
        return body;
    }

    private byte[] readLarge(int bytesMax, boolean reserved) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(FREE_BYTES);
        byte[] piece = new byte[PIECE_BYTES];
        try (Progress progress = new Progress()) {
            for (int count = open().read(piece); count >= 0; count = open().read(piece)) {
                if (body.size() + count > bytesMax) throw new BodyRejection(Reason.TOO_LARGE);
                if (!reserved && body.size() + count > FREE_BYTES) reserve(count);
                body.write(piece, 0, count);
                progress.received(count);
            }
        }
        return body.toByteArray();
    }

    private void reserve(int bytes) {
        if (!memory.grow((long) MEMORY_PER_BYTE * bytes, MEMORY_TIMEOUT)) throw new BodyRejection(Reason.NO_MEMORY);
    }

    private InputStream open() {
        InputStream in = opened.orElseGet(() -> request.content().inputStream());
        opened = Optional.of(in);
        return in;
    }

    /**
     * Reads and discards what the client still sends, within bounds.
     *
     * @return whether the body has been read to its end, so that the connection can be used for the next request
     */
    boolean discardRest() {
        if (ended) return !malformed; // what follows malformed chunks is no request
        ended = true;
        Future<?> deadline = timeouts.after(DISCARD_TIMEOUT, Thread.currentThread()::interrupt);
        try {
            byte[] piece = new byte[PIECE_BYTES];
            long discarded = 0;
            while (discarded < DISCARDED_BYTES_MAX) {
                int count = open().read(piece);
                if (count < 0) return true;
                discarded += count;
            }
            return false;
        } catch (IOException | RuntimeException broken) {
            throw new BodyRejection(Reason.BROKEN, broken);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Interrupts the reading thread, which closes the connection, when a window passes without progress. */
    private final class Progress implements AutoCloseable {
        private int received;
        private Future<?> deadline = arm();

        private Future<?> arm() {
            Duration left = timeout.minusNanos(System.nanoTime() - begunAt);
            Duration window = left.compareTo(PROGRESS_WINDOW) < 0 ? left : PROGRESS_WINDOW;
            return timeouts.after(window.isNegative() ? Duration.ZERO : window, Thread.currentThread()::interrupt);
        }

        void received(int count) {
            received += count;
            if (received < PROGRESS_BYTES) return;
            received = 0;
            deadline.cancel(false);
            deadline = arm();
        }

        @Override
        public void close() {
            deadline.cancel(false);
        }
    }
}
