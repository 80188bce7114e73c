package collab.e2e.workload;

import collab.e2e.harness.RpcCaller;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;

/**
 * The workspace of the workload, as its users know it. What they know can be out of date, because other users change it
 * at the same time: then the server rejects the call. Any thread.
 */
final class Team {
    private static final int MESSAGES_MAX = 200;

    private final long workspace;
    private final List<Member> members;
    private final List<Channel> channels;
    private final Deque<Message> messages = new ArrayDeque<>();

    /** Workspaces, groups and archived channels that wait to be changed again. */
    private final Deque<Long> workspaces = new ConcurrentLinkedDeque<>();

    private final Deque<Group> groups = new ConcurrentLinkedDeque<>();
    private final Deque<Channel> archived = new ConcurrentLinkedDeque<>();
    private final Deque<Message> pinned = new ConcurrentLinkedDeque<>();

    /** @param owner an owner of the workspace with the right of an administrator */
    record Member(String name, RpcCaller caller, boolean owner) {
        long id() {
            return caller.userId();
        }
    }

    /** @param open whether every member of the workspace can join */
    record Channel(long id, boolean open, Set<Long> members) {
        Channel(long id, boolean open) {
            this(id, open, ConcurrentHashMap.newKeySet());
        }
    }

    /** @param parent the message that a reply answers; 0 for a top-level message */
    record Message(long id, long channel, long author, long parent) {
        boolean reply() {
            return parent != 0;
        }
    }

    record Group(long id, String name) {}

    Team(long workspace, List<Member> members, List<Channel> channels) {
        this.workspace = workspace;
        this.members = List.copyOf(members);
        this.channels = List.copyOf(channels);
    }

    long workspace() {
        return workspace;
    }

    List<Member> members() {
        return members;
    }

    List<Member> owners() {
        return members.stream().filter(Member::owner).toList();
    }

    List<Channel> channels() {
        return channels;
    }

    Deque<Long> workspaces() {
        return workspaces;
    }

    Deque<Group> groups() {
        return groups;
    }

    Deque<Channel> archived() {
        return archived;
    }

    Deque<Message> pinned() {
        return pinned;
    }

    Optional<Channel> channel(long id) {
        return channels.stream().filter(channel -> channel.id() == id).findFirst();
    }

    Member someMember(Random random) {
        return some(members, random).orElseThrow();
    }

    Member someOwner(Random random) {
        return some(owners(), random).orElseThrow();
    }

    Optional<Channel> someChannel(Random random, Predicate<Channel> condition) {
        return some(channels.stream().filter(condition).toList(), random);
    }

    static <T> Optional<T> some(List<T> all, Random random) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    // ---- Messages ----

    synchronized void sent(Message message) {
        if (messages.size() == MESSAGES_MAX) messages.removeFirst();
        messages.addLast(message);
    }

    synchronized void deleted(Message message) {
        messages.remove(message);
    }

    Optional<Message> someMessage(Random random, Predicate<Message> condition) {
        List<Message> known;
        synchronized (this) {
            known = new ArrayList<>(messages);
        }
        return some(known.stream().filter(condition).toList(), random);
    }

    boolean isMember(long channel, long user) {
        return channel(channel).map(known -> known.members().contains(user)).orElse(false);
    }
}
