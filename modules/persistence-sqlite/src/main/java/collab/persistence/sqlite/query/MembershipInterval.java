package collab.persistence.sqlite.query;

/** The interval of log positions that a membership covers: {@code joined_seq <= s < left_seq}. */
public final class MembershipInterval {
    /** The value of {@code left_seq} while the membership lasts. */
    public static final long OPEN = Long.MAX_VALUE;

    private MembershipInterval() {}
}
