package collab.domain.rules;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.time.Instant;

/**
 * The moment at which a command is decided: what the rules may not make up themselves.
 *
 * @param now milliseconds precision
 * @param next the position of the first event, if there is one
 * @param ids where new ids come from; each is used at most once, gaps are harmless
 */
public record DecisionContext(Instant now, LogPosition next, IdSource ids) {
    /** Ascending, never repeated, also over restarts. */
    public interface IdSource {
        UserId newUser();

        GroupId newGroup();

        WorkspaceId newWorkspace();

        ChannelId newChannel();

        MessageId newMessage();

        SessionId newSession();
    }
}
