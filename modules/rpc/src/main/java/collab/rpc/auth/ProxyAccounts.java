package collab.rpc.auth;

import collab.domain.Command;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The accounts of users that the proxy names. A new username gets an account, and the first account of an empty
 * database becomes administrator. All calls of a user share one session per process, so that a program without cookies
 * does not open a session per call. At most {@value #SESSIONS_MAX} sessions are kept, the ones used last.
 */
final class ProxyAccounts {
    static final int SESSIONS_MAX = 10_000;

    private final Persistence persistence;
    private final Function<User, IssuedToken> open;

    /** Held while an account is created, so that two concurrent first calls of a user create one account. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LinkedHashMap<String, IssuedToken> sessionsByUsername = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, IssuedToken> eldest) {
            return size() > SESSIONS_MAX;
        }
    };

    /** @param open opens a session for a user */
    ProxyAccounts(Persistence persistence, Function<User, IssuedToken> open) {
        this.persistence = persistence;
        this.open = open;
    }

    /**
     * The session of the user; empty when the username is invalid or the account is deactivated.
     *
     * @param valid whether a session opened earlier is still valid
     */
    Optional<IssuedToken> session(String username, Predicate<IssuedToken> valid) {
        lock.lock();
        try {
            Optional<IssuedToken> known =
                    Optional.ofNullable(sessionsByUsername.get(username)).filter(valid);
            if (known.isPresent()) return known;
            Optional<IssuedToken> opened =
                    findOrCreate(username).filter(User::active).map(open);
            if (opened.isPresent()) sessionsByUsername.put(username, opened.get());
            return opened;
        } finally {
            lock.unlock();
        }
    }

    private Optional<User> findOrCreate(String username) {
        Optional<User> known = persistence.snapshots().read(snapshot -> snapshot.userByName(username));
        Optional<User> user = known.isPresent() ? known : create(username);
        user.filter(this::isFirst)
                .ifPresent(
                        first -> submit(new Command.GrantRight(first.id(), new Grant(Right.ADMIN, Optional.empty()))));
        return user;
    }

    private Optional<User> create(String username) {
        return submit(new Command.CreateUser(username, username))
                .map(committed -> (User) committed.commit().result());
    }

    /** Also true for an account whose creation was interrupted before the right was granted. */
    private boolean isFirst(User user) {
        return persistence
                .snapshots()
                .read(snapshot ->
                        snapshot.admins().isEmpty() && snapshot.activeUsers(2).equals(List.of(user)));
    }

    private Optional<Ledger.Verdict.Committed> submit(Command command) {
        return switch (persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()))) {
            case Ledger.Verdict.Committed committed -> Optional.of(committed);
            case Ledger.Verdict.Rejected _ -> Optional.empty();
        };
    }
}
