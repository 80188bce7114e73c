package collab.rpc.auth;

import collab.domain.Command;
import collab.domain.audit.Origin;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The accounts of users that the proxy names. A new username gets an account; with {@code setup.mode} first-proxied the
 * first account of an empty database becomes administrator. All calls of a user share one session per process, so that a program without cookies
 * does not open a session per call. At most {@value #SESSIONS_MAX} sessions are kept, the ones used last.
 */
final class ProxyAccounts {
    static final int SESSIONS_MAX = 10_000;

    private final Persistence persistence;
    private final BiFunction<User, Origin, IssuedToken> open;
    private final boolean promotesFirst;

    /**
     * The sessions that are being opened, by username: concurrent calls of a user wait for one session. There are at most
     * as many as there are requests at the same time ({@code http.requests-max}).
     */
    private final ConcurrentMap<String, CompletableFuture<Optional<IssuedToken>>> opening = new ConcurrentHashMap<>();

    /** One account is created at a time, so that exactly one account is the first. */
    private final Semaphore creation = new Semaphore(1);

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LinkedHashMap<String, IssuedToken> sessionsByUsername = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, IssuedToken> eldest) {
            return size() > SESSIONS_MAX;
        }
    };

    /**
     * @param open opens a session for a user
     * @param promotesFirst whether the first account becomes administrator
     */
    ProxyAccounts(Persistence persistence, BiFunction<User, Origin, IssuedToken> open, boolean promotesFirst) {
        this.persistence = persistence;
        this.open = open;
        this.promotesFirst = promotesFirst;
    }

    /**
     * The session of the user; empty when the username is invalid or the account is deactivated.
     *
     * @param origin from where the user calls
     * @param valid whether a session opened earlier is still valid
     */
    Optional<IssuedToken> session(String username, Origin origin, Predicate<IssuedToken> valid) {
        Optional<IssuedToken> known = known(username).filter(valid);
        if (known.isPresent()) return known;
        CompletableFuture<Optional<IssuedToken>> result = new CompletableFuture<>();
        CompletableFuture<Optional<IssuedToken>> running = opening.putIfAbsent(username, result);
        return running == null ? open(username, origin, valid, result) : await(running);
    }

    /** Opens a session unless another call has opened one before this call was entered in {@link #opening}. */
    private Optional<IssuedToken> open(
            String username,
            Origin origin,
            Predicate<IssuedToken> valid,
            CompletableFuture<Optional<IssuedToken>> result) {
        try {
            Optional<IssuedToken> session = known(username)
                    .filter(valid)
                    .or(() -> findOrCreate(username).filter(User::active).map(user -> open.apply(user, origin)));
            session.ifPresent(opened -> keep(username, opened));
            result.complete(session);
            return session;
        } catch (RuntimeException | Error failed) {
            result.completeExceptionally(failed);
            throw failed;
        } finally {
            opening.remove(username);
        }
    }

    private static Optional<IssuedToken> await(CompletableFuture<Optional<IssuedToken>> running) {
        try {
            return running.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private Optional<IssuedToken> known(String username) {
        lock.lock();
        try {
            return Optional.ofNullable(sessionsByUsername.get(username));
        } finally {
            lock.unlock();
        }
    }

    private void keep(String username, IssuedToken session) {
        lock.lock();
        try {
            sessionsByUsername.put(username, session);
        } finally {
            lock.unlock();
        }
    }

    private Optional<User> findOrCreate(String username) {
        Optional<User> known = persistence.snapshots().read(snapshot -> snapshot.userByName(username));
        return known.isPresent() ? promoted(known) : create(username);
    }

    /** Creates the account and makes it administrator if it is the first, before the next account is created. */
    private Optional<User> create(String username) {
        creation.acquireUninterruptibly();
        try {
            return promoted(submit(new Command.CreateUser(username, username))
                    .map(committed -> (User) committed.commit().result()));
        } finally {
            creation.release();
        }
    }

    private Optional<User> promoted(Optional<User> user) {
        user.filter(_ -> promotesFirst)
                .filter(this::isFirst)
                .ifPresent(
                        first -> submit(new Command.GrantRight(first.id(), new Grant(Right.ADMIN, Optional.empty()))));
        return user;
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
