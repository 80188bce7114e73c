package collab.domain;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Right;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first administrator, links for one use, and the upkeep of sessions. */
public sealed interface AccountCommand extends Command {
    /** @param passwordHash absent: the account cannot sign in with a password */
    record NewAccount(String username, String displayName, Optional<String> passwordHash) {}

    /**
     * A login session.
     *
     * @param device names the browser or program
     */
    record NewSession(String tokenHash, Duration lifetime, Optional<String> device) {}

    /**
     * Makes the first administrator, with a workspace, its channels and an invitation. Rejected when the server has or
     * had an administrator.
     *
     * @param linkHash the setup link; absent where the server needs no proof
     * @param founder the new account and its session; absent when the caller is the administrator
     * @param channelNames channels beside the one for everybody
     */
    record CompleteSetup(
            Optional<String> linkHash,
            Optional<Founder> founder,
            String workspaceName,
            List<String> channelNames,
            String invitationHash)
            implements AccountCommand {
        public CompleteSetup {
            channelNames = List.copyOf(channelNames);
        }

        /** A person without an account. */
        public record Founder(NewAccount account, NewSession session) {}
    }

    /** Makes the setup link; replaces an earlier one. Submitted by the server. */
    record IssueSetupLink(String hash, Duration lifetime) implements AccountCommand {}

    /** Makes a link with which the user sets a password; replaces an earlier one. Needs {@link Right#ADMIN}. */
    record IssueResetLink(UserId userId, String hash, Duration lifetime) implements AccountCommand {}

    /** Sets the password by a link and ends every session of the user. Submitted by the server. */
    record ResetPassword(String linkHash, String passwordHash) implements AccountCommand {}

    /** Ends every session of the caller but the present one. */
    record RevokeOtherSessions() implements AccountCommand {}

    /**
     * Ends sessions that have expired, so that their sockets close. Submitted by the server.
     *
     * @param most how many; the oldest first
     */
    record EndExpiredSessions(int most) implements AccountCommand {}

    /** Notes when sessions were last used. Submitted by the server. */
    record MarkSessionsSeen(Map<SessionId, Instant> seen) implements AccountCommand {
        public MarkSessionsSeen {
            seen = Map.copyOf(seen);
        }
    }
}
