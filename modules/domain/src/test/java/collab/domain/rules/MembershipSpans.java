package collab.domain.rules;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All memberships in the workspaces, or in the channels, of a state. */
final class MembershipSpans<P> {
    private final List<MembershipSpan<P>> spans = new ArrayList<>();

    void begin(P container, UserId user, LogPosition seq, Instant now) {
        if (open(container, user).isPresent()) {
            throw new IllegalStateException("user " + user + " joins " + container + " twice, again at " + seq);
        }
        spans.add(new MembershipSpan<>(container, user, seq, now));
    }

    void end(P container, UserId user, LogPosition seq) {
        open(container, user)
                .orElseThrow(() -> new IllegalStateException(
                        "user " + user + " leaves " + container + " without a membership at " + seq))
                .end(seq);
    }

    Optional<MembershipSpan<P>> open(P container, UserId user) {
        return spans.stream()
                .filter(span -> span.isOpen()
                        && span.container().equals(container)
                        && span.user().equals(user))
                .findAny();
    }

    /** The current memberships in a container, by user. */
    Stream<MembershipSpan<P>> openSpans(P container) {
        return spans.stream()
                .filter(span -> span.isOpen() && span.container().equals(container))
                .sorted(Comparator.comparing(MembershipSpan::user));
    }

    boolean isMember(P container, UserId user, LogPosition seq) {
        return spans.stream()
                .anyMatch(span ->
                        span.container().equals(container) && span.user().equals(user) && span.covers(seq));
    }

    Set<UserId> usersAt(P container, LogPosition seq) {
        return spans.stream()
                .filter(span -> span.container().equals(container) && span.covers(seq))
                .map(MembershipSpan::user)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<P> containersAt(UserId user, LogPosition seq) {
        return spans.stream()
                .filter(span -> span.user().equals(user) && span.covers(seq))
                .map(MembershipSpan::container)
                .toList();
    }

    List<MembershipSpan<P>> all() {
        return List.copyOf(spans);
    }
}
