package collab.gateway.admission;

import collab.gateway.session.ServerUnavailable;

/** Knows whose a credential is. Blocks: for virtual threads only. */
public interface CredentialVerifier {

    /** The server's answer. */
    sealed interface Verdict {

        /**
         * The session is good, at least up to a position.
         *
         * @param position every revocation above it is in the event stream
         * @param head the newest position of the log at that moment
         */
        record Admitted(long session, String epoch, long position, long head) implements Verdict {}

        /** Nobody's, or of a session that has ended. */
        record Unknown() implements Verdict {}

        /** Somebody else's. */
        record Foreign() implements Verdict {}
    }

    /**
     * May whoever shows this open that user's socket.
     *
     * @throws ServerUnavailable when the server can not be asked
     */
    Verdict admit(Credential credential, long userId, String peerAddress);
}
