package collab.domain;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Right;
import java.util.List;
import java.util.Optional;

/** The second factor of a user: an authenticator app, and recovery codes in place of it. */
public sealed interface FactorCommand extends Command {
    /** A code that the server has verified. The writer accepts it once. */
    sealed interface Proof {
        /** A code of the authenticator app, of this time step. */
        record Totp(long step) implements Proof {}

        /** @param mac of the recovery code, which is not stored */
        record Recovery(String mac) implements Proof {}
    }

    /**
     * Begins with a new authenticator app; replaces one that was not confirmed.
     *
     * @param sealed its encrypted secret
     */
    record BeginFactor(String sealed) implements FactorCommand {}

    /**
     * The caller has shown a code of the app. From now on a sign-in needs one.
     *
     * @param step of the code
     * @param recoveryMacs of the new recovery codes
     */
    record ConfirmFactor(long step, List<String> recoveryMacs) implements FactorCommand {
        public ConfirmFactor {
            recoveryMacs = List.copyOf(recoveryMacs);
        }
    }

    /** A sign-in of the caller needs the password only. */
    record RemoveFactor() implements FactorCommand {}

    /** Replaces the caller's recovery codes. */
    record RenewRecoveryCodes(List<String> macs) implements FactorCommand {
        public RenewRecoveryCodes {
            macs = List.copyOf(macs);
        }
    }

    /** Removes the factor of a user who has lost it, and ends all sessions of the user. Needs {@link Right#ADMIN}. */
    record ResetFactor(UserId userId) implements FactorCommand {}

    /** Counts a code before it is verified, so that only a few can be tried at the same time. Submitted by the server. */
    record CountCode(UserId userId) implements FactorCommand {}

    /**
     * The owner of the login session has proved again who they are. Submitted by the server.
     *
     * @param proof absent: the server has verified the password
     */
    record ConfirmSession(SessionId sessionId, Optional<Proof> proof) implements FactorCommand {}
}
