package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A link that admits people to a workspace. Only the hash of its secret is stored, beside the invitation.
 *
 * @param offer what the link gives
 * @param maker the user who invites
 * @param uses how many people it has admitted
 * @param revokedAt present when it ended before it expired or was used up
 */
public record Invitation(
        InvitationId id,
        Offer offer,
        UserId maker,
        Period period,
        int uses,
        Optional<Instant> revokedAt,
        LogPosition ver)
        implements Entity {

    /**
     * What people get by the link.
     *
     * @param role member or guest
     * @param channels the channels that people join, beside the channel for everybody
     * @param usesMax how many people it admits
     */
    public record Offer(WorkspaceId workspaceId, WorkspaceRole role, List<ChannelId> channels, int usesMax) {
        public Offer {
            channels = List.copyOf(channels);
        }
    }

    /** From when to when the link admits people. */
    public record Period(Instant createdAt, Instant expiresAt) {}

    public WorkspaceId workspaceId() {
        return offer.workspaceId();
    }

    public InvitationState state(Instant now) {
        if (revokedAt.isPresent()) {
            return InvitationState.REVOKED;
        }
        if (uses >= offer.usesMax()) {
            return InvitationState.USED_UP;
        }
        return now.isBefore(period.expiresAt()) ? InvitationState.OPEN : InvitationState.EXPIRED;
    }

    public boolean open(Instant now) {
        return state(now) == InvitationState.OPEN;
    }

    /** After it admitted one more person. */
    public Invitation used(LogPosition ver) {
        return new Invitation(id, offer, maker, period, uses + 1, revokedAt, ver);
    }

    public Invitation revoked(Instant at, LogPosition ver) {
        return new Invitation(id, offer, maker, period, uses, Optional.of(at), ver);
    }
}
