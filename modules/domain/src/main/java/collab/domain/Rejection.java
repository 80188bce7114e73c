package collab.domain;

/**
 * The reason why a rule rejected a command.
 *
 * @param detail a sentence for people; names the value and what is accepted, and nothing that the caller may not know
 */
public record Rejection(Reason reason, String detail) {
    /** The class of the cause: how a program reacts. */
    public enum Kind {
        UNAUTHENTICATED,
        PERMISSION_DENIED,
        NOT_FOUND,
        CONFLICT,
        INVALID,
        TOO_LARGE
    }

    /** The causes, one stable word each; {@code openrpc.json} lists the same words in lower case. */
    public enum Reason {
        SESSION_ENDED(Kind.UNAUTHENTICATED),
        CODE_INVALID(Kind.UNAUTHENTICATED),
        PERMISSION_DENIED(Kind.PERMISSION_DENIED),
        SCOPE_MISSING(Kind.PERMISSION_DENIED),
        USER_NOT_FOUND(Kind.NOT_FOUND),
        GROUP_NOT_FOUND(Kind.NOT_FOUND),
        WORKSPACE_NOT_FOUND(Kind.NOT_FOUND),
        CHANNEL_NOT_FOUND(Kind.NOT_FOUND),
        MESSAGE_NOT_FOUND(Kind.NOT_FOUND),
        INVITATION_NOT_FOUND(Kind.NOT_FOUND),
        LINK_INVALID(Kind.NOT_FOUND),
        NAME_TAKEN(Kind.CONFLICT),
        CHANNEL_ARCHIVED(Kind.CONFLICT),
        LAST_OWNER(Kind.CONFLICT),
        DIRECT_MESSAGE_FIXED(Kind.CONFLICT),
        OPERATION_REUSED(Kind.CONFLICT),
        GROUP_CYCLE(Kind.CONFLICT),
        NOT_A_WORKSPACE_MEMBER(Kind.CONFLICT),
        PREF_CHANGED(Kind.CONFLICT),
        DRAFT_CHANGED(Kind.CONFLICT),
        SETUP_DONE(Kind.CONFLICT),
        INVITATION_EXPIRED(Kind.CONFLICT),
        INVITATION_USED_UP(Kind.CONFLICT),
        INVITATION_REVOKED(Kind.CONFLICT),
        SECOND_FACTOR_ON(Kind.CONFLICT),
        SECOND_FACTOR_OFF(Kind.CONFLICT),
        REPLY_TO_REPLY(Kind.INVALID),
        INVALID_VALUE(Kind.INVALID),
        PREF_UNKNOWN(Kind.INVALID),
        PREF_INVALID(Kind.INVALID),
        TEXT_TOO_LONG(Kind.TOO_LARGE),
        TOO_MANY_REACTIONS(Kind.TOO_LARGE),
        TOO_MANY_MENTIONS(Kind.TOO_LARGE),
        TOO_MANY_PINS(Kind.TOO_LARGE),
        TOO_MANY_MEMBERS(Kind.TOO_LARGE),
        TOO_MANY_INVITATIONS(Kind.TOO_LARGE),
        TOO_MANY_DRAFTS(Kind.TOO_LARGE),
        TOO_MANY_TOKENS(Kind.TOO_LARGE),
        TOO_MANY_CODES(Kind.TOO_LARGE);

        private final Kind kind;

        Reason(Kind kind) {
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }
}
