package collab.rpc.jsonrpc;

import collab.rpc.config.RpcConfig;
import java.util.Map;
import java.util.Optional;

/** One HTTP exchange of JSON-RPC without any HTTP library: a listener and a gateway in the same process speak it alike. */
public final class RpcExchange {
    /** What is true of every answer: it is personal and it is JSON, whatever a browser would like to guess. */
    private static final Map<String, String> HEADERS =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    private RpcExchange() {}

    /**
     * Who is at the other end, as known to whoever accepted the connection and never as the client says.
     *
     * @param address the client's IP address
     * @param secure whether the client speaks TLS to us or to a proxy of ours
     * @param host the authority the client asked for
     */
    public record Peer(String address, boolean secure, String host) {}

    /**
     * A request as it arrived.
     *
     * @param verb the HTTP method
     * @param headers by lower-case name; the first value of each
     * @param body at most one byte more than {@link RpcConfig#bodyBytesMax}, which is how an oversized one is recognised
     */
    public record Request(String verb, Map<String, String> headers, Bytes body, Peer peer) {
        public Request {
            headers = Map.copyOf(headers);
        }

        public Optional<String> header(String lowerCaseName) {
            return Optional.ofNullable(headers.get(lowerCaseName));
        }
    }

    /** The answer; an empty body goes with 204 and with nothing else. */
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

    /** Bytes that nobody changes once they are handed over; not copied, as they are megabytes at worst. */
    public static final class Bytes {
        public static final Bytes EMPTY = new Bytes(new byte[0]);

        private final byte[] array;

        private Bytes(byte[] array) {
            this.array = array;
        }

        public static Bytes of(byte[] handedOver) {
            return new Bytes(handedOver);
        }

        public byte[] array() {
            return array;
        }

        public int length() {
            return array.length;
        }
    }
}
