package collab.wire;

import com.google.protobuf.Message;
import java.util.Optional;

/** Renders an event of one version in the version before it. */
public interface ShapeConverter {

    /** The version it reads; it writes the one below. */
    int from();

    /** The event in the older shape; empty when that version has no such event, which is then left out. */
    Optional<Message> convert(Message event);
}
