package collab.gateway.http;

import java.util.List;
import java.util.Map;

/**
 * Hands a client's {@code /rpc} request on to the server: over HTTP, or straight to the endpoint when both run in one process.
 * Blocks, on the request's own virtual thread. A call is handed on once and never again: whether it was executed is not known
 * here.
 */
public interface RpcRelay {

    /** @throws RelayFailure when there is no answer */
    Answer relay(Call call);

    /**
     * A request without what only the hop to us was about, and without what only a gateway may say.
     *
     * @param verb the HTTP method
     * @param headers by lower-case name; the first value of each
     * @param body as it came, within the bound
     */
    record Call(String verb, Map<String, String> headers, byte[] body, Client client) {
        public Call {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Who is at the other end, as seen by us.
     *
     * @param secure whether it spoke TLS to us or to a proxy of ours
     * @param host the authority it asked for
     */
    record Client(String address, boolean secure, String host) {}

    /** @param headers by lower-case name, cookies among them */
    record Answer(int status, Map<String, List<String>> headers, byte[] body) {
        public Answer {
            headers = Map.copyOf(headers);
        }
    }
}
