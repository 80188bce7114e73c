package collab.domain.rules;

import collab.domain.Effect;
import collab.domain.id.InvitationId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Invitation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The part of {@link MemoryState} with invitations and the links that are used once. */
final class MemoryInvitations {
    final NavigableMap<InvitationId, Invitation> invitations = new TreeMap<>();
    private final Map<String, InvitationId> tokens = new HashMap<>();
    private final Map<MemoryState.MemberKey<WorkspaceId>, Instant> removals = new HashMap<>();
    private final Map<String, AccountLink> links = new HashMap<>();

    void linked(Effect.InvitationLinked linked) {
        tokens.put(linked.tokenHash(), linked.invitationId());
    }

    void removed(Effect.MemberRemoved removed) {
        removals.put(new MemoryState.MemberKey<>(removed.workspaceId(), removed.userId()), removed.at());
    }

    void entered(WorkspaceId workspace, UserId user) {
        removals.remove(new MemoryState.MemberKey<>(workspace, user));
    }

    void issued(AccountLink link) {
        links.put(link.hash(), link);
    }

    void used(Effect.LinkUsed used) {
        links.computeIfPresent(
                used.hash(),
                (hash, link) ->
                        new AccountLink(hash, link.kind(), link.userId(), link.expiresAt(), Optional.of(used.at())));
    }

    void voided(Effect.LinksVoided voided) {
        links.values()
                .removeIf(link -> link.kind() == voided.kind()
                        && link.usedAt().isEmpty()
                        && (voided.userId().isEmpty() || voided.userId().equals(link.userId())));
    }

    Optional<Invitation> byToken(String hash) {
        return Optional.ofNullable(tokens.get(hash)).map(invitations::get);
    }

    List<String> tokens() {
        return List.copyOf(new TreeSet<>(tokens.keySet()));
    }

    List<Invitation> open(Instant now, Predicate<Invitation> which) {
        return invitations.values().stream()
                .filter(invitation -> invitation.open(now))
                .filter(which)
                .toList();
    }

    Optional<Instant> removedAt(WorkspaceId workspace, UserId user) {
        return Optional.ofNullable(removals.get(new MemoryState.MemberKey<>(workspace, user)));
    }

    Optional<AccountLink> link(String hash) {
        return Optional.ofNullable(links.get(hash));
    }

    List<AccountLink> links() {
        return List.copyOf(new TreeMap<>(links).values());
    }
}
