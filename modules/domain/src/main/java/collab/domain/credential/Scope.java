package collab.domain.credential;

import java.util.EnumSet;
import java.util.Set;

/** What a session may be used for. A login session has every scope; an access token has those that its owner chose. */
public enum Scope {
    /** To read, and to receive events. */
    READ,
    /** To write messages and reactions, to follow threads, and to mark what was read. */
    SEND,
    /** To change workspaces, channels and invitations, with the powers of an owner. */
    MANAGE,
    /** To use rights, such as {@code admin}. */
    ADMIN,
    /** To change the own account and its credentials. No access token has it. */
    ACCOUNT;

    /** The scopes of a login session. */
    public static final Set<Scope> ALL = Set.copyOf(EnumSet.allOf(Scope.class));

    /** The scopes that an access token can have. */
    public static final Set<Scope> OF_TOKENS = Set.copyOf(EnumSet.complementOf(EnumSet.of(ACCOUNT)));
}
