package collab.wire;

import com.google.protobuf.Message;
import java.util.Optional;

/** Converts an event from one version to the version before it. */
public interface ShapeConverter {

    /** The version of the converter's input. Its output has the version before it. */
    int from();

    /** The event in the older version; empty when the older version has no such event. Such an event is omitted. */
    Optional<Message> convert(Message event);
}
