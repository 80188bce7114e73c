package collab.gateway.admission;

/** A credential of a client. Never logged. */
public sealed interface Credential {

    /** The token of a login session, from the cookie or from {@code Authorization: Bearer}. */
    record Token(String token) implements Credential {
        @Override
        public String toString() {
            return "token";
        }
    }

    /** A one-time ticket; verifying it consumes it. */
    record Ticket(String ticket) implements Credential {
        @Override
        public String toString() {
            return "ticket";
        }
    }

    /** A login session that was verified before. */
    record VerifiedSession(long session) implements Credential {}
}
