package collab.cli;

import collab.api.UserGetParams;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.util.HashMap;
import java.util.Map;

/** Display names of people; each is requested once. */
final class DisplayNames {
    private final CollabClient client;
    private final Map<Long, String> known = new HashMap<>();

    DisplayNames(CollabClient client) {
        this.client = client;
    }

    String of(long userId) {
        return known.computeIfAbsent(userId, this::request);
    }

    private String request(long userId) {
        try {
            return Output.plain(client.userGet(UserGetParams.of(userId)).user().displayName());
        } catch (CollabException unknown) {
            if (unknown.passing()) throw unknown;
            return "user " + userId;
        }
    }
}
