package collab.runtime.rpc;

import collab.runtime.Metrics;
import collab.runtime.TimeoutScheduler;
import collab.runtime.limit.ClientNetwork;
import collab.runtime.limit.FairShares;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * The bounds of {@code /rpc} in one process: requests and memory, in all and per network of clients, and the times in which bodies
 * must arrive and answers must be read. The memory is a part of the heap: a sixteenth for bodies, an eighth for answers.
 */
public final class RpcBounds {
    private static final long MEBIBYTE = 1 << 20;

    /** One answer is written in pieces of this size; the client must read each within {@link #PIECE_TIMEOUT}. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final Duration PIECE_TIMEOUT = Duration.ofSeconds(10);

    /** A client must read an answer at this speed or faster, after the time that one piece may take. */
    private static final int ANSWER_BYTES_PER_SECOND = 16 * 1024;

    /** How many times the free requests one network may have: at most two thirds of all. */
    private static final int REQUESTS_PER_FREE = 2;

    private enum Rejected {
        REQUESTS,
        BODY_MEMORY,
        BODY_SLOW,
        ANSWER_SLOW
    }

    private final FairShares requests;
    private final MemoryBudget bodies;
    private final MemoryBudget answers;
    private final Duration bodyTimeout;
    private final TimeoutScheduler timeouts;
    private final Metrics metrics;

    private RpcBounds(
            FairShares requests,
            MemoryBudget bodies,
            MemoryBudget answers,
            Duration bodyTimeout,
            TimeoutScheduler timeouts,
            Metrics metrics) {
        this.requests = requests;
        this.bodies = bodies;
        this.answers = answers;
        this.bodyTimeout = bodyTimeout;
        this.timeouts = timeouts;
        this.metrics = metrics;
    }

    /**
     * @param requestsMax requests at the same time
     * @param bodyTimeout for a complete body
     * @param timeouts interrupts threads that wait too long for a client
     */
    public static RpcBounds ofHeap(int requestsMax, Duration bodyTimeout, TimeoutScheduler timeouts, Metrics metrics) {
        return of(Runtime.getRuntime().maxMemory(), requestsMax, bodyTimeout, timeouts, metrics);
    }

    /** @param heap the size of the heap in bytes */
    public static RpcBounds of(
            long heap, int requestsMax, Duration bodyTimeout, TimeoutScheduler timeouts, Metrics metrics) {
        MemoryBudget bodies = MemoryBudget.of(Math.clamp(heap / 16, 8 * MEBIBYTE, 256 * MEBIBYTE));
        MemoryBudget answers = MemoryBudget.of(Math.clamp(heap / 8, 24 * MEBIBYTE, 1024 * MEBIBYTE));
        RpcBounds bounds = new RpcBounds(
                new FairShares(requestsMax, REQUESTS_PER_FREE), bodies, answers, bodyTimeout, timeouts, metrics);
        for (Rejected reason : Rejected.values()) bounds.rejections(reason);
        bounds.memory("bodies", bodies);
        bounds.memory("answers", answers);
        return bounds;
    }

    private void memory(String use, MemoryBudget budget) {
        metrics.gauge(
                "collab_rpc_memory_bytes",
                "Memory reserved for bodies and for answers of /rpc.",
                Map.of("use", use),
                budget::used);
        metrics.gauge(
                "collab_rpc_memory_max_bytes",
                "Memory that bodies and answers of /rpc may take.",
                Map.of("use", use),
                budget::total);
    }

    private Metrics.Counter rejections(Rejected reason) {
        return metrics.counter(
                "collab_rpc_rejected_total",
                "Requests that a bound of /rpc rejected or whose connection it closed.",
                "reason",
                reason.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Begins an exchange; empty when all requests of the client's network are in use, and the caller rejects the request.
     *
     * @param address of the client, behind trusted proxies
     */
    public Optional<Exchange> begin(String address, ServerRequest request, ServerResponse response) {
        String network = ClientNetwork.of(address);
        if (!requests.take(network, 1)) {
            rejections(Rejected.REQUESTS).increment();
            return Optional.empty();
        }
        return Optional.of(new Exchange(network, address, request, response));
    }

    /** One request and its answer. Closing it gives its memory and its place back. */
    public final class Exchange implements AutoCloseable {
        private final String network;
        private final ServerResponse response;
        private final MemoryBudget.Reservation bodyMemory;
        private final MemoryBudget.Reservation answerMemory;
        private final RequestBody body;

        private Exchange(String network, String address, ServerRequest request, ServerResponse response) {
            this.network = network;
            this.response = response;
            this.bodyMemory = bodies.open(address);
            this.answerMemory = answers.open(address);
            this.body = new RequestBody(request, bodyMemory, bodyTimeout, timeouts);
        }

        public RpcExchange.Body body() {
            return body;
        }

        /** The memory for the answer. */
        public MemoryBudget.Reservation memory() {
            return answerMemory;
        }

        /**
         * Counts a rejected body and throws when there can be no answer.
         *
         * @throws CloseConnectionException when the client is too slow or has gone
         */
        public void requireAnswerable(BodyRejection rejection) {
            switch (rejection.reason()) {
                case TOO_LARGE, MALFORMED -> {}
                case NO_MEMORY -> rejections(Rejected.BODY_MEMORY).increment();
                case TOO_SLOW -> {
                    rejections(Rejected.BODY_SLOW).increment();
                    throw new CloseConnectionException("the body arrived too slowly", rejection);
                }
                case BROKEN -> throw new CloseConnectionException("the body was not received", rejection);
            }
        }

        /**
         * Sends the answer. A body that was not read is discarded first, within bounds; the connection is closed when more follows.
         *
         * @param passed the names of the headers to send
         */
        public void send(RpcExchange.Reply reply, Predicate<String> passed) {
            response.status(Status.create(reply.status()));
            reply.headers().forEach((name, values) -> {
                if (passed.test(name)) response.headers().set(HeaderNames.create(name), values);
            });
            if (!discardBody()) response.header(HeaderValues.CONNECTION_CLOSE);
            byte[] bytes = reply.body().array();
            bodyMemory.close();
            if (bytes.length == 0) response.send();
            else if (bytes.length <= PIECE_BYTES) sendWhole(bytes);
            else sendPieces(bytes);
        }

        private boolean discardBody() {
            try {
                return body.discardRest();
            } catch (BodyRejection broken) {
                throw new CloseConnectionException("the body was not received", broken);
            }
        }

        private void sendWhole(byte[] bytes) {
            Future<?> deadline = timeouts.after(PIECE_TIMEOUT, interrupt());
            try {
                response.send(bytes);
            } finally {
                deadline.cancel(false);
            }
        }

        /** Without a copy of the whole answer. */
        private void sendPieces(byte[] bytes) {
            response.headers().contentLength(bytes.length);
            Duration longest = PIECE_TIMEOUT.plusSeconds(bytes.length / ANSWER_BYTES_PER_SECOND);
            Future<?> whole = timeouts.after(longest, interrupt());
            try (OutputStream out = response.outputStream()) {
                for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
                    Future<?> deadline = timeouts.after(PIECE_TIMEOUT, interrupt());
                    try {
                        out.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
                    } finally {
                        deadline.cancel(false);
                    }
                }
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            } finally {
                whole.cancel(false);
            }
        }

        /** An interrupt closes the connection that a virtual thread writes to. */
        private Runnable interrupt() {
            Thread writer = Thread.currentThread();
            return () -> {
                rejections(Rejected.ANSWER_SLOW).increment();
                writer.interrupt();
            };
        }

        @Override
        public void close() {
            bodyMemory.close();
            answerMemory.close();
            requests.give(network, 1);
        }
    }
}
