package collab.rpc.auth;

import collab.domain.Command;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The people a proxy vouches for. Whoever comes for the first time gets an account, and the very first of an empty database becomes
 * its administrator. One session per person and process is opened and used by all of their calls, so that a program that
 * keeps no cookies does not open one per call; at most {@value #PEOPLE_MAX} are remembered, the latest ones.
 */
final class ProxyAccounts {
    static final int PEOPLE_MAX = 10_000;

    /** A session, and the token a browser is given for its sockets. */
    record Guest(Session session, String token) {}

    private final Persistence persistence;
    private final Function<User, Guest> open;

    /** Guards everything below, and is held while an account is made: two first calls of one person make one. */
    private final ReentrantLock lock = new ReentrantLock();

    private final LinkedHashMap<String, Guest> guests = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Guest> eldest) {
            return size() > PEOPLE_MAX;
        }
    };

    /** @param open opens a session for somebody */
    ProxyAccounts(Persistence persistence, Function<User, Guest> open) {
        this.persistence = persistence;
        this.open = open;
    }

    /**
     * Nothing when the name can not be one, or the account is deactivated.
     *
     * @param alive whether a session opened earlier still goes on
     */
    Optional<Guest> welcome(String username, Function<Guest, Boolean> alive) {
        lock.lock();
        try {
            Optional<Guest> known = Optional.ofNullable(guests.get(username)).filter(alive::apply);
            if (known.isPresent()) return known;
            Optional<Guest> guest = person(username).filter(User::active).map(open);
            guest.ifPresent(opened -> guests.put(username, opened));
            return guest;
        } finally {
            lock.unlock();
        }
    }

    private Optional<User> person(String username) {
        Optional<User> known = persistence.snapshots().read(snapshot -> snapshot.userByName(username));
        Optional<User> person = known.isPresent() ? known : create(username);
        person.filter(this::isFirst)
                .ifPresent(
                        first -> submit(new Command.GrantRight(first.id(), new Grant(Right.ADMIN, Optional.empty()))));
        return person;
    }

    private Optional<User> create(String username) {
        return submit(new Command.CreateUser(username, username))
                .map(committed -> (User) committed.commit().result());
    }

    /** Also of a start that was cut short between the account and the right. */
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
