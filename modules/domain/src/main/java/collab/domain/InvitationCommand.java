package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.InvitationId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.List;

/** A change of invitations, or a use of one. */
public sealed interface InvitationCommand extends Command {
    /**
     * Makes a link.
     *
     * @param tokenHash SHA-256 of the secret of the link, in hex
     */
    record CreateInvitation(
            WorkspaceId workspaceId, WorkspaceRole role, List<ChannelId> channels, Bounds bounds, String tokenHash)
            implements InvitationCommand {
        public CreateInvitation {
            channels = List.copyOf(channels);
        }

        /** How long the link admits people, and how many. */
        public record Bounds(Duration lifetime, int usesMax) {}
    }

    /** By its maker or an administrator of the workspace. */
    record RevokeInvitation(InvitationId invitationId) implements InvitationCommand {}

    /** Makes the caller a member. A present member stays as they are, which costs no use. */
    record AcceptInvitation(String tokenHash) implements InvitationCommand {}

    /** Creates an account, makes it a member and opens a session. Submitted by the server for a person without a session. */
    record JoinByInvitation(String tokenHash, AccountCommand.NewAccount account, AccountCommand.NewSession session)
            implements InvitationCommand {}
}
