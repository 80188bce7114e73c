package collab.fanout.routing;

import collab.domain.id.UserId;
import collab.wire.link.v1.Envelope;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The members of channels or workspaces, for the users of one reader. Not thread-safe.
 *
 * <p>The members are returned as an envelope that contains only recipients. It is built when the membership has
 * changed, and shared by all envelopes with these recipients until the next change.
 *
 * @param <P> a channel or a workspace
 */
public final class MembershipIndex<P> {
    private final Map<P, Set<UserId>> usersByPlace = new HashMap<>();
    private final Map<UserId, Set<P>> placesByUser = new HashMap<>();
    private final Map<P, Envelope> addressedByPlace = new HashMap<>();

    public void add(UserId user, Collection<P> places) {
        places.forEach(place -> add(user, place));
    }

    public void add(UserId user, P place) {
        if (placesByUser.computeIfAbsent(user, _ -> new HashSet<>()).add(place)) {
            usersByPlace.computeIfAbsent(place, _ -> new HashSet<>()).add(user);
            addressedByPlace.remove(place);
        }
    }

    public void remove(UserId user, P place) {
        Set<P> places = placesByUser.getOrDefault(user, Set.of());
        if (places.contains(place)) {
            places.remove(place);
            if (places.isEmpty()) placesByUser.remove(user);
            removeMember(user, place);
        }
    }

    /** Removes the user everywhere. */
    public void remove(UserId user) {
        Set<P> places = placesByUser.remove(user);
        if (places != null) {
            places.forEach(place -> removeMember(user, place));
        }
    }

    private void removeMember(UserId user, P place) {
        addressedByPlace.remove(place);
        Set<UserId> users = usersByPlace.getOrDefault(place, Set.of());
        if (users.size() == 1) {
            usersByPlace.remove(place);
        } else {
            users.remove(user);
        }
    }

    public Set<P> placesOf(UserId user) {
        return Set.copyOf(placesByUser.getOrDefault(user, Set.of()));
    }

    public Set<UserId> usersOf(P place) {
        return Set.copyOf(usersByPlace.getOrDefault(place, Set.of()));
    }

    /** An empty envelope addressed to all members, ascending. */
    Envelope addressed(P place) {
        Set<UserId> users = usersByPlace.getOrDefault(place, Set.of());
        return users.isEmpty()
                ? Envelope.getDefaultInstance()
                : addressedByPlace.computeIfAbsent(place, _ -> address(users));
    }

    public static Envelope address(Collection<UserId> users) {
        Envelope.Builder envelope = Envelope.newBuilder();
        users.stream().mapToLong(UserId::value).sorted().forEach(envelope::addRecipients);
        return envelope.build();
    }
}
