package collab.rpc.auth;

import collab.api.ErrorCode;
import collab.domain.id.UserId;
import collab.domain.model.User;
import collab.persistence.Snapshots;
import collab.rpc.credential.PasswordHasher;
import collab.rpc.credential.PasswordRules;
import collab.rpc.jsonrpc.RpcFailure;
import java.util.Optional;

/** Verifies the passwords of users against the stored hashes. */
public final class UserPasswords {
    private final Snapshots snapshots;
    private final PasswordHasher hasher;

    UserPasswords(Snapshots snapshots, PasswordHasher hasher) {
        this.snapshots = snapshots;
        this.hasher = hasher;
    }

    /**
     * The hash under which a new password is stored.
     *
     * @throws RpcFailure {@code password_weak}
     */
    public String hash(String password, String username) {
        PasswordRules.require(password, username);
        return hasher.hash(password);
    }

    /**
     * The hash under which a new password of a user is stored.
     *
     * @throws RpcFailure {@code password_weak}
     */
    public String hash(String password, UserId user) {
        return hash(
                password,
                snapshots
                        .read(snapshot -> snapshot.user(user))
                        .map(User::username)
                        .orElse(""));
    }

    /**
     * Prevents a person who uses another user's open browser from changing the password. A user without a password
     * needs none.
     *
     * @throws RpcFailure {@code invalid_credentials} when the password is wrong
     */
    public void requireCurrent(UserId user, Optional<String> password) {
        Optional<String> stored = stored(user);
        if (stored.isPresent() && !hasher.matches(password.orElse(""), stored)) {
            throw new RpcFailure(ErrorCode.INVALID_CREDENTIALS, "current_password is wrong");
        }
    }

    /** Whether this is the present password of the user. */
    public boolean isPassword(UserId user, String password) {
        return hasher.matches(password, stored(user));
    }

    /** Takes the same time for an absent user, a user without a password and a wrong password. */
    boolean matches(String password, Optional<User> user) {
        return hasher.matches(password, user.flatMap(known -> stored(known.id())));
    }

    /** The stored hash, if the user has a password. */
    Optional<String> stored(UserId user) {
        return snapshots.read(snapshot -> snapshot.passwordHash(user));
    }
}
