package collab.domain.id;

/** Identifies a user. */
public record UserId(long value) implements Comparable<UserId> {
    public UserId {
        IdRange.check("user id", value);
    }

    @Override
    public int compareTo(UserId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
