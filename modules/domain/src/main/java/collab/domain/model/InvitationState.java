package collab.domain.model;

/** Whether an invitation admits people, or why it does not. */
public enum InvitationState {
    OPEN,
    USED_UP,
    EXPIRED,
    REVOKED
}
