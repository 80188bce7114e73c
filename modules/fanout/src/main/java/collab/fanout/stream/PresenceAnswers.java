package collab.fanout.stream;

import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.presence.Presence;
import collab.fanout.routing.MembershipIndex;
import collab.wire.link.v1.Envelope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers which users are online to a user who may see them. For some time after a start, absence is uncertain: an
 * answer then contains only who is online, and its receiver gets a complete one when absence is certain. Confined to
 * the sender.
 */
final class PresenceAnswers {
    private final StreamServices services;
    private final AttachedGateway gateway;

    /** Wanted users whose answer was incomplete. */
    private final Set<UserId> incomplete = new HashSet<>();

    /** Users to whom a complete answer is to be sent. */
    private final Deque<UserId> due = new ArrayDeque<>();

    PresenceAnswers(StreamServices services, AttachedGateway gateway) {
        this.services = services;
        this.gateway = gateway;
    }

    /** The online users among those whom the user may see; empty when the version of the stream has no such event. */
    Optional<Envelope> answer(UserId user) {
        boolean wanted = gateway.routes().wants(user);
        Set<WorkspaceId> workspaces = wanted
                ? gateway.routes().workspacesOf(user)
                : services.memberships().placesOf(user, gateway.cursor()).workspaces();
        Presence.VisiblePresence visible = services.presence().visibleTo(user, workspaces);
        if (!visible.complete() && wanted) {
            incomplete.add(user);
        }
        return services.envelopes().signal(visible.event(), MembershipIndex.address(List.of(user)), gateway.version());
    }

    /** The gateway no longer wants the user. */
    void forget(UserId user) {
        incomplete.remove(user);
    }

    /** Absence is certain now. */
    void complete() {
        due.addAll(incomplete);
        incomplete.clear();
    }

    /** The next user to whom a complete answer is to be sent; may be a user who is no longer wanted. */
    Optional<UserId> pollDue() {
        return Optional.ofNullable(due.poll());
    }
}
