package collab.domain.id;

/** Identifies an invitation to a workspace. It is not the secret of its link. */
public record InvitationId(long value) implements Comparable<InvitationId> {
    public InvitationId {
        IdRange.check("invitation id", value);
    }

    @Override
    public int compareTo(InvitationId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
