package collab.rpc.methods;

import collab.api.PresenceView;
import collab.domain.id.UserId;
import collab.domain.model.User;
import java.util.List;
import java.util.Set;

/** The presence of users as the contract shows it: only users who are online or have a status text. */
record PresenceViews(PresenceSource source) {
    List<PresenceView> of(List<User> users) {
        Set<UserId> online = source.online(users.stream().map(User::id).toList());
        return users.stream()
                .filter(User::active)
                .filter(user -> online.contains(user.id()) || !user.statusText().isEmpty())
                .map(user -> new PresenceView(user.id().value(), online.contains(user.id()), user.statusText()))
                .toList();
    }
}
