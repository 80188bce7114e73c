package collab.domain.id;

/** Names a login of a user; the secret token that proves it is another thing. */
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
