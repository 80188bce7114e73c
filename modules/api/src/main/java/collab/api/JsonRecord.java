package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A record that is a JSON object on the wire. Members are written in the order of the schema, so equal is byte-equal. */
public interface JsonRecord {
    /**
     * Writes the whole object.
     *
     * @param out stands where a value may stand
     * @throws IOException what {@code out} throws
     */
    void write(JsonGenerator out) throws IOException;

    /** {@return the same as a tree of the caller's own} */
    default ObjectNode toJson() {
        return Json.tree(this);
    }
}
