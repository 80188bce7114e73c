package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A record that is a JSON object on the wire. Members are written in the order of the schema, so equal is byte-equal. */
public interface JsonRecord {
    void write(JsonGenerator out) throws IOException;

    default ObjectNode toJson() {
        return Json.tree(this);
    }
}
