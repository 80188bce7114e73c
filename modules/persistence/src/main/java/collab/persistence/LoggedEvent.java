package collab.persistence;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import com.google.protobuf.ByteString;

/**
 * An event with its position in the log.
 *
 * @param type its v2 name, for example {@code message.created}
 * @param event the bytes of a {@code collab.event.v2.Event}
 */
public record LoggedEvent(LogPosition seq, String type, Audience audience, ByteString event) {}
