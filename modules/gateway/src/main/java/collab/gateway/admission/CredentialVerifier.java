package collab.gateway.admission;

import collab.gateway.session.ServerUnavailable;

/** Verifies credentials at the server. Blocks, so only virtual threads may call it. */
public interface CredentialVerifier {

    /** The result of a verification. */
    sealed interface Verdict {

        /**
         * The login session is valid for the user.
         *
         * @param position the position at which the session is valid; later revocations are in the event stream
         * @param head the head of the event log at the time of the verification
         */
        record Valid(long session, String epoch, long position, long head) implements Verdict {}

        /** The credential is invalid or expired. */
        record Invalid() implements Verdict {}

        /** The credential belongs to another user. */
        record OtherUser() implements Verdict {}
    }

    /**
     * Verifies whether a credential allows to open the socket of a user.
     *
     * @param peerAddress the client's IP address, for the server's rate limits and logs
     * @throws ServerUnavailable when the server does not answer
     */
    Verdict verify(Credential credential, long userId, String peerAddress);
}
