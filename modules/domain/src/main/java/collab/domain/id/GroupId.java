package collab.domain.id;

/** Identifies a group; never reused. */
public record GroupId(long value) implements Comparable<GroupId> {
    public GroupId {
        IdRange.check("group id", value);
    }

    @Override
    public int compareTo(GroupId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
