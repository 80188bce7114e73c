package collab.domain.model;

import collab.domain.id.UserId;
import java.util.List;

/** One emoji under a message and who put it there, in the order they did. */
public record Reaction(String emoji, List<UserId> userIds) {
    public Reaction {
        userIds = List.copyOf(userIds);
    }
}
