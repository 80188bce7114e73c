package collab.domain.id;

/** Identifies a login session of a user. It is not the secret token of the session. */
public record SessionId(long value) implements Comparable<SessionId> {
    public SessionId {
        IdRange.check("session id", value);
    }

    @Override
    public int compareTo(SessionId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
