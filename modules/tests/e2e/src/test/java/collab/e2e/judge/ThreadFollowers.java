package collab.e2e.judge;

import collab.wire.event.v2.Channel;
import collab.wire.event.v2.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who begins to follow a thread with a reply, derived from the events before it as etc/PROTOCOL.md defines it: an event {@code
 * thread.followed} names no user.
 */
final class ThreadFollowers {
    private final Map<Long, Message> messages = new HashMap<>();
    private final Set<Long> directChannels = new HashSet<>();
    private final Set<Long> inactive = new HashSet<>();
    /** Per thread whether a user follows it. A user who took no part is missing. */
    private final Map<Long, Map<Long, Boolean>> following = new HashMap<>();

    private final Set<Long> answered = new HashSet<>();

    void channel(Channel channel) {
        if (channel.getMemberIdsCount() > 0) directChannels.add(channel.getId());
    }

    void active(long user, boolean active) {
        if (active) inactive.remove(user);
        else inactive.add(user);
    }

    void changed(long parent, long user, boolean follows) {
        states(parent).put(user, follows);
    }

    void left(long channel, Set<Long> users) {
        following.forEach((parent, states) -> {
            Message message = messages.get(parent);
            if (message != null && message.getChannelId() == channel) states.keySet().removeAll(users);
        });
    }

    /** The message, new or edited. The author of a reply follows. */
    void message(Message message) {
        boolean known = messages.put(message.getId(), message) != null;
        if (known || !message.hasReplyNo()) return;
        answered.add(message.getParentId());
        states(message.getParentId()).put(message.getUserId(), true);
    }

    /** The users who begin to follow with a reply; they follow afterwards. */
    Set<Long> joining(Message reply, Set<Long> members) {
        long id = reply.getParentId();
        Message parent = messages.get(id);
        Map<Long, Boolean> states = states(id);
        Set<Long> joining = new TreeSet<>(Set.of(parent.getUserId()));
        if (!answered.contains(id)) joining.addAll(parent.getMentionsList());
        if (directChannels.contains(parent.getChannelId())) joining.addAll(members);
        joining.removeIf(user -> states.containsKey(user) || !members.contains(user) || inactive.contains(user));
        joining.addAll(reply.getMentionsList());
        joining.removeIf(user -> states.getOrDefault(user, false) || user == reply.getUserId());
        joining.forEach(user -> states.put(user, true));
        return joining;
    }

    private Map<Long, Boolean> states(long parent) {
        return following.computeIfAbsent(parent, _ -> new HashMap<>());
    }
}
