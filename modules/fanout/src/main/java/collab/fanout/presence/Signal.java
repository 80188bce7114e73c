package collab.fanout.presence;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import com.google.protobuf.ByteString;
import java.util.Map;

/** An ephemeral signal that waits for one stream. */
public sealed interface Signal {
    /** @param event sent to the members of the channel, except the user who types */
    record Typing(ChannelId channel, UserId typist, ByteString event) implements Signal {}

    /** @param users whether each is online, as announced last */
    record Presence(Audience audience, Map<UserId, Boolean> users) implements Signal {}
}
