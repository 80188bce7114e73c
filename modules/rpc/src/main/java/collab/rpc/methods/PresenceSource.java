package collab.rpc.methods;

import collab.domain.id.UserId;
import java.util.Collection;
import java.util.Set;

/** Who holds a live socket now. Answers from memory. */
@FunctionalInterface
public interface PresenceSource {
    /** Those of {@code users} who are online. */
    Set<UserId> online(Collection<UserId> users);
}
