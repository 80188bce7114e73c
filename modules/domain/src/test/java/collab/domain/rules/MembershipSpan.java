package collab.domain.rules;

import collab.domain.id.IdRange;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.time.Instant;

/** The membership of a user in a workspace or channel: from {@code joined} on, and before {@code left}. */
final class MembershipSpan<P> {
    private static final LogPosition NEVER = new LogPosition(IdRange.MAX);

    private final P container;
    private final UserId user;
    private final LogPosition joined;
    private final Instant joinedAt;
    private LogPosition left = NEVER;

    MembershipSpan(P container, UserId user, LogPosition joined, Instant joinedAt) {
        this.container = container;
        this.user = user;
        this.joined = joined;
        this.joinedAt = joinedAt;
    }

    P container() {
        return container;
    }

    UserId user() {
        return user;
    }

    LogPosition joined() {
        return joined;
    }

    Instant joinedAt() {
        return joinedAt;
    }

    LogPosition left() {
        return left;
    }

    boolean covers(LogPosition seq) {
        return joined.compareTo(seq) <= 0 && seq.compareTo(left) < 0;
    }

    boolean isOpen() {
        return left.equals(NEVER);
    }

    void end(LogPosition seq) {
        left = seq;
    }
}
