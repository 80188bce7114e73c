package collab.e2e.judge;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The users who are owed an event.
 *
 * @param must those who must receive it
 * @param may those who may receive it; empty when this is not known and every user may
 */
record Owed(Set<Long> must, Optional<Set<Long>> may) {
    static Owed exactly(Collection<Long> users) {
        Set<Long> copy = Set.copyOf(users);
        return new Owed(copy, Optional.of(copy));
    }

    static Owed atLeast(Collection<Long> users) {
        return new Owed(Set.copyOf(users), Optional.empty());
    }

    boolean allows(long user) {
        return may.map(users -> users.contains(user)).orElse(true);
    }
}
