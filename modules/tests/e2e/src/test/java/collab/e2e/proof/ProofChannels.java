package collab.e2e.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What the writers of the proof know about channels: members and recent messages. Any thread. */
final class ProofChannels {
    private static final int MESSAGES_MAX = 100;

    private final Map<Long, Set<Long>> members = new TreeMap<>();
    private final Deque<Message> messages = new ArrayDeque<>();

    /** @param reactors names of the reactions that were tried */
    record Message(long id, long channel, Set<String> reactors) {}

    synchronized void created(long channel, long owner) {
        members.put(channel, new TreeSet<>(Set.of(owner)));
    }

    synchronized void joined(long channel, long user) {
        members.get(channel).add(user);
    }

    synchronized void left(long channel, long user) {
        members.get(channel).remove(user);
    }

    synchronized List<Long> all() {
        return List.copyOf(members.keySet());
    }

    synchronized Set<Long> members(long channel) {
        return Set.copyOf(members.get(channel));
    }

    synchronized boolean isMember(long channel, long user) {
        return members.get(channel).contains(user);
    }

    synchronized Optional<Long> someOf(long user, Random random) {
        List<Long> own = new ArrayList<>();
        members.forEach((channel, ofChannel) -> {
            if (ofChannel.contains(user)) own.add(channel);
        });
        return own.isEmpty() ? Optional.empty() : Optional.of(own.get(random.nextInt(own.size())));
    }

    synchronized void said(long message, long channel) {
        if (messages.size() == MESSAGES_MAX) messages.removeFirst();
        messages.addLast(new Message(message, channel, ConcurrentHashMap.newKeySet()));
    }

    synchronized Optional<Message> someMessage(Random random) {
        return messages.stream().skip(random.nextInt(messages.size() + 1)).findFirst();
    }
}
