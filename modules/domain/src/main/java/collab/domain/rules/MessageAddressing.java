package collab.domain.rules;

import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.GroupGraph;
import collab.domain.access.Validated;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.User;
import collab.domain.rules.MessageAccess.Membership;
import collab.domain.text.MentionScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the people whom the names in a text mean. */
record MessageAddressing(AccessPolicy policy) {
    /** Whom the names in a text mean, in the channel or not. */
    record Addressed(Set<UserId> users, Set<String> broadcasts) {
        void add(Addressed others) {
            users.addAll(others.users);
            broadcasts.addAll(others.broadcasts);
        }
    }

    /** For guests, @channel and @here have no effect; the message itself is accepted. */
    Optional<Broadcast> broadcast(Membership membership, Addressed addressed) {
        return policy.browses(membership.channel().workspaceId())
                ? Broadcast.among(addressed.broadcasts())
                : Optional.empty();
    }

    Validated<Addressed> addressed(String text) {
        Set<String> names = MentionScanner.names(text);
        if (names.size() > DomainLimits.MENTION_WORDS_MAX) {
            return new Validated.Failed<>(new Rejection(
                    Reason.TOO_MANY_MENTIONS,
                    "text contains " + names.size() + " different @words; at most " + DomainLimits.MENTION_WORDS_MAX
                            + " are allowed outside code"));
        }
        Addressed addressed = new Addressed(new TreeSet<>(), new HashSet<>());
        for (String name : names) {
            MentionScanner.meaning(name, this::meaning).ifPresent(addressed::add);
        }
        return new Validated.Passed<>(addressed);
    }

    private Optional<Addressed> meaning(String name) {
        return Broadcast.isName(name)
                ? Optional.of(new Addressed(Set.of(), Set.of(name)))
                : called(name).map(users -> new Addressed(users, Set.of()));
    }

    /** The user with that name, or all members of a group with that name that the author may know. */
    private Optional<Set<UserId>> called(String name) {
        Optional<Set<UserId>> user =
                policy.world().userByName(name).map(User::id).map(Set::of);
        return user.or(() -> policy.world()
                .groupByName(name)
                .flatMap(group -> policy.group(group.id()))
                .map(group -> Set.copyOf(GroupGraph.of(policy.world()).people(group.id()))));
    }

    /** The active members among those whom the text addresses, ascending, except the author. */
    Validated<List<UserId>> named(Membership membership, Addressed addressed) {
        List<UserId> named = addressed.users().stream()
                .flatMap(user -> policy.world().user(user).stream())
                .filter(User::active)
                .map(User::id)
                .filter(user -> !user.equals(membership.user()))
                .filter(user -> policy.world()
                        .channelRole(membership.channel().id(), user)
                        .isPresent())
                .toList();
        return Validated.of(
                named,
                named.size() <= DomainLimits.MENTIONS_MAX,
                () -> new Rejection(
                        Reason.TOO_MANY_MENTIONS,
                        "text names " + named.size() + " people; at most " + DomainLimits.MENTIONS_MAX
                                + " are allowed"));
    }
}
