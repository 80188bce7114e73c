package collab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The contract this build was generated from, as {@code rpc.discover} answers it. */
public final class OpenRpcDocument {
    private static final ObjectNode JSON = load();

    private OpenRpcDocument() {}

    /** A copy of the caller's own. */
    public static ObjectNode json() {
        return JSON.deepCopy();
    }

    private static ObjectNode load() {
        try (var in = OpenRpcDocument.class.getResourceAsStream("openrpc.json")) {
            if (in == null) throw new IllegalStateException("openrpc.json is not beside " + OpenRpcDocument.class);
            return (ObjectNode) Json.parse(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
