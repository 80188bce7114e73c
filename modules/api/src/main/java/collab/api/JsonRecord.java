package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A record that is encoded as a JSON object. Members are written in schema order, so equal records have equal bytes. */
public interface JsonRecord {
    /**
     * Writes the whole object.
     *
     * @param out a generator that expects a value
     * @throws IOException what {@code out} throws
     */
    void write(JsonGenerator out) throws IOException;

    /** {@return a new tree with the content of this record} */
    default ObjectNode toJson() {
        return Json.tree(this);
    }
}
