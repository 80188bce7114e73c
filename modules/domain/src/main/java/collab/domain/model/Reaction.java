package collab.domain.model;

import collab.domain.id.UserId;
import java.util.List;

/** One emoji on a message and the users who reacted with it, in the order of their reactions. */
public record Reaction(String emoji, List<UserId> userIds) {
    public Reaction {
        userIds = List.copyOf(userIds);
    }
}
