package collab.runtime.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP exchange on {@code /rpc}, without any HTTP library. The gateway builds the request and sends the reply to its client;
 * the server's endpoint turns the request into the reply. In one process the gateway calls the endpoint directly with these
 * records; between two processes they travel over HTTP.
 */
public final class RpcExchange {
    private RpcExchange() {}

    /**
     * The client, as seen by the process that accepted its connection. Nothing here is taken from what the client claims, except
     * the host.
     *
     * @param address the client's IP address
     * @param secure whether the client used TLS, to this process or to a trusted proxy in front of it
     * @param host the authority that the client requested
     */
    public record Peer(String address, boolean secure, String host) {}

    /**
     * A request.
     *
     * @param verb the HTTP method
     * @param headers by lower-case name; the first value of each
     * @param body read only after everything else was checked
     * @param memory for the answer; the caller that made the request frees it after the answer was sent
     */
    public record Request(
            String verb, Map<String, String> headers, Body body, Peer peer, MemoryBudget.Reservation memory) {
        public Request {
            headers = Map.copyOf(headers);
        }

        /** A request whose answer may have any size. */
        public Request(String verb, Map<String, String> headers, Body body, Peer peer) {
            this(verb, headers, body, peer, MemoryBudget.unlimited().open(peer.address()));
        }

        public Optional<String> header(String lowerCaseName) {
            return Optional.ofNullable(headers.get(lowerCaseName));
        }
    }

    /**
     * The answer.
     *
     * @param headers by name, cookies included; a header with several values has several lines
     * @param body empty exactly when the status is 204
     */
    public record Reply(int status, Map<String, List<String>> headers, Bytes body) {
        /** Every answer of the endpoint is personal, and browsers must take its content type as it is. */
        private static final Map<String, String> COMMON =
                Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

        public Reply {
            headers = Map.copyOf(headers);
        }

        /** 204 without a body. */
        public static Reply empty(Map<String, String> headers) {
            return new Reply(204, lines(COMMON, headers), Bytes.EMPTY);
        }

        public static Reply json(int status, byte[] json, Map<String, String> headers) {
            return new Reply(
                    status, lines(COMMON, Map.of("Content-Type", "application/json"), headers), Bytes.of(json));
        }

        @SafeVarargs
        private static Map<String, List<String>> lines(Map<String, String>... groups) {
            Map<String, List<String>> lines = new HashMap<>();
            for (Map<String, String> group : groups) group.forEach((name, value) -> lines.put(name, List.of(value)));
            return lines;
        }
    }

    /**
     * The body of a request. It stays in the connection until it is read, so that a request that is rejected by its head costs no
     * memory.
     */
    @FunctionalInterface
    public interface Body {
        /**
         * Reads the whole body. Called at most once.
         *
         * @param bytesMax the largest accepted size
         * @throws BodyRejection when the body is too large, or cannot be read
         */
        Bytes read(int bytesMax);
    }

    /** A body of up to some megabytes. The array is not copied; no caller changes it after it was passed. */
    public static final class Bytes implements Body {
        public static final Bytes EMPTY = new Bytes(new byte[0]);

        private final byte[] array;

        private Bytes(byte[] array) {
            this.array = array;
        }

        public static Bytes of(byte[] array) {
            return array.length == 0 ? EMPTY : new Bytes(array);
        }

        public byte[] array() {
            return array;
        }

        public int length() {
            return array.length;
        }

        @Override
        public Bytes read(int bytesMax) {
            if (array.length > bytesMax) throw new BodyRejection(BodyRejection.Reason.TOO_LARGE);
            return this;
        }
    }
}
