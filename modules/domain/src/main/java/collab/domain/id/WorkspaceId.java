package collab.domain.id;

/** Identifies a workspace. */
public record WorkspaceId(long value) implements Comparable<WorkspaceId> {
    public WorkspaceId {
        IdRange.check("workspace id", value);
    }

    @Override
    public int compareTo(WorkspaceId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
