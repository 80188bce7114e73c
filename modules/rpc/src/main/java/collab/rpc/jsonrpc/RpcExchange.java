package collab.rpc.jsonrpc;

import collab.rpc.config.RequestLimits;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request and reply of JSON-RPC, independent of any HTTP library. Used by listeners and by a gateway in the
 * same process.
 */
public final class RpcExchange {
    /** Headers of every reply: replies are not cached, and browsers do not guess another content type. */
    private static final Map<String, String> HEADERS =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    private RpcExchange() {}

    /**
     * The client as the process that accepted the connection sees it. Never taken from headers of the client.
     *
     * @param address the client's IP address
     * @param secure whether the client uses TLS, to this process or to a proxy in front of it
     * @param host the authority that the client requested
     */
    public record Peer(String address, boolean secure, String host) {}

    /**
     * A request.
     *
     * @param verb the HTTP method
     * @param headers by lower-case name; the first value of each
     * @param body at most one byte more than {@link RequestLimits#bodyBytesMax}, which is how an oversized body is
     *     recognized
     */
    public record Request(String verb, Map<String, String> headers, Bytes body, Peer peer) {
        public Request {
            headers = Map.copyOf(headers);
        }

        public Optional<String> header(String lowerCaseName) {
            return Optional.ofNullable(headers.get(lowerCaseName));
        }
    }

    /** The reply. Its body is empty exactly when the status is 204. */
    public record Reply(int status, Map<String, String> headers, Bytes body) {
        public Reply {
            headers = Map.copyOf(headers);
        }

        public static Reply empty(Map<String, String> more) {
            return new Reply(204, merged(HEADERS, more), Bytes.EMPTY);
        }

        public static Reply json(int status, byte[] json, Map<String, String> more) {
            Map<String, String> typed = merged(HEADERS, Map.of("Content-Type", "application/json"));
            return new Reply(status, merged(typed, more), Bytes.of(json));
        }

        private static Map<String, String> merged(Map<String, String> base, Map<String, String> more) {
            Map<String, String> all = new java.util.HashMap<>(base);
            all.putAll(more);
            return all;
        }
    }

    /** Bytes that must not change after {@link #of}. They are not copied, as they can have several megabytes. */
    public static final class Bytes {
        public static final Bytes EMPTY = new Bytes(new byte[0]);

        private final byte[] array;

        private Bytes(byte[] array) {
            this.array = array;
        }

        public static Bytes of(byte[] array) {
            return new Bytes(array);
        }

        public byte[] array() {
            return array;
        }

        public int length() {
            return array.length;
        }
    }
}
