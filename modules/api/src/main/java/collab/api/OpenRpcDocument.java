package collab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The contract this build was generated from, as {@code rpc.discover} answers it. */
public final class OpenRpcDocument {
    private OpenRpcDocument() {}

    /** {@return the version of the contract, {@code MAJOR.MINOR.PATCH}} */
    public static String version() {
        return Schemas.VERSION;
    }

    /** {@return a copy of the caller's own} */
    public static ObjectNode json() {
        return Parsed.JSON.deepCopy();
    }

    /** Parsing takes a tenth of a second of a start, and most processes are never asked. */
    private static final class Parsed {
        static final ObjectNode JSON = load();
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
