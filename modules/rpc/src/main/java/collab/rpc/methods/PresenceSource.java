package collab.rpc.methods;

import collab.domain.id.UserId;
import java.util.Collection;
import java.util.Set;

/** The users with a live connection. Answers from memory. */
@FunctionalInterface
public interface PresenceSource {
    /** The subset of {@code users} that is online. */
    Set<UserId> online(Collection<UserId> users);
}
