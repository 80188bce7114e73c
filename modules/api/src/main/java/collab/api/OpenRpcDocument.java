package collab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The contract that this build was generated from. {@code rpc.discover} returns it. */
public final class OpenRpcDocument {
    private OpenRpcDocument() {}

    /** {@return the version of the contract, {@code MAJOR.MINOR.PATCH}} */
    public static String version() {
        return Schemas.VERSION;
    }

    /** {@return a new copy of the document} */
    public static ObjectNode json() {
        return Parsed.JSON.deepCopy();
    }

    /** Parsed on first use: parsing takes 0.1 s and most processes do not need the document. */
    private static final class Parsed {
        static final ObjectNode JSON = load();
    }

    private static ObjectNode load() {
        try (var in = OpenRpcDocument.class.getResourceAsStream("openrpc.json")) {
            if (in == null)
                throw new IllegalStateException("openrpc.json is missing in the package of " + OpenRpcDocument.class);
            return (ObjectNode) Json.parse(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
