package collab.fanout.presence;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import com.google.protobuf.ByteString;
import java.util.Map;

/** An ephemeral thing that waits for one stream. */
public sealed interface Signal {
    /** @param event told to the members of the channel, except the typist */
    record Typing(ChannelId channel, UserId typist, ByteString event) implements Signal {}

    /** @param users whether each is online, as last announced */
    record Presence(Audience audience, Map<UserId, Boolean> users) implements Signal {}
}
