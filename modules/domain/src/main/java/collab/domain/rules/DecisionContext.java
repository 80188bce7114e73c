package collab.domain.rules;

import collab.domain.audit.Origin;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.time.Instant;

/**
 * The moment at which a command is decided: values that the rules must not create themselves.
 *
 * @param now in milliseconds precision
 * @param next the position of the first event, if there is one
 * @param ids the source of new ids; each id is used at most once, gaps are harmless
 * @param origin from where the command was submitted
 */
public record DecisionContext(Instant now, LogPosition next, IdSource ids, Origin origin) {
    /** For a command of the server itself. */
    public DecisionContext(Instant now, LogPosition next, IdSource ids) {
        this(now, next, ids, Origin.SERVER);
    }

    /** Ascending and never repeated, also across restarts. */
    public interface IdSource {
        UserId newUser();

        GroupId newGroup();

        WorkspaceId newWorkspace();

        ChannelId newChannel();

        MessageId newMessage();

        SessionId newSession();

        InvitationId newInvitation();
    }
}
