package collab.gateway.admission;

/** What a client shows to say who it is. Never logged. */
public sealed interface Credential {

    /** The token of a session, from the cookie or from {@code Authorization: Bearer}. */
    record Token(String token) implements Credential {
        @Override
        public String toString() {
            return "token";
        }
    }

    /** A one-time ticket; asking spends it. */
    record Ticket(String ticket) implements Credential {
        @Override
        public String toString() {
            return "ticket";
        }
    }

    /** A session that was admitted before. */
    record Known(long session) implements Credential {}
}
