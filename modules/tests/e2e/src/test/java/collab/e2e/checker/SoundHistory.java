package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A history that keeps every guarantee, made by a simple model: one log, the members of each channel, and clients that
 * lose their sockets and reconnect. The same seed gives the same history.
 */
final class SoundHistory {
    static final long OWNER = 1;
    static final long NON_MEMBER = 9;
    private static final long WORKER = 20;
    private static final long[] MEMBERS = {OWNER, 2, 3, 4};
    private static final long[] CHANNELS = {100, 101};
    private static final int STEPS = 400;

    private final List<HistoryEntry> entries = new ArrayList<>();
    private final Random random;
    private final List<Tab> tabs = new ArrayList<>();
    private final Map<Long, Set<Long>> members = new TreeMap<>();
    private final Map<Long, TreeMap<Long, HistoryEntry.Item>> stored = new HashMap<>();
    private final Map<Long, Long> authors = new HashMap<>();
    private long now;
    private long seq;
    private long ids = 1_000;
    private int ops;

    /** A client of the model: events wait while it has no socket. */
    private static final class Tab {
        final String name;
        final long user;
        final List<HistoryEntry.Received> waiting = new ArrayList<>();
        int socket;
        boolean open;
        long sent;

        Tab(String name, long user) {
            this.name = name;
            this.user = user;
        }
    }

    private SoundHistory(long seed) {
        random = new Random(seed);
    }

    static List<HistoryEntry> of(long seed) {
        SoundHistory history = new SoundHistory(seed);
        history.deliver();
        return history.entries;
    }

    private void deliver() {
        entries.add(new HistoryEntry.Planned(nextTime(), List.of("cut")));
        entries.add(new HistoryEntry.Demanded(nextTime(), List.of("resume")));
        for (long channel : CHANNELS) create(channel);
        for (long user : MEMBERS) if (user != OWNER) for (long channel : CHANNELS) join(channel, user);
        for (long user : MEMBERS) for (int i = 0; i <= user % 2; i++) boot(user, i);
        boot(NON_MEMBER, 0);
        for (int step = 0; step < STEPS; step++) step();
        tabs.forEach(this::reconnect);
        entries.add(new HistoryEntry.Calm(nextTime(), false));
        long during = nextTime();
        entries.add(new HistoryEntry.Fault(nextTime(), "cut", true, "as planned"));
        entries.add(new HistoryEntry.Failed(during, nextTime(), "message.send", "HTTP 500"));
        entries.add(new HistoryEntry.Healed(nextTime(), "cut", 0.1, 0.2, 5));
        entries.add(new HistoryEntry.Calm(nextTime(), true));
        call();
        entries.add(new HistoryEntry.Occurred(nextTime(), "resume", 3));
        quietWindow();
        finish();
    }

    private long nextTime() {
        return now += 1_000_000;
    }

    private void create(long channel) {
        long begin = nextTime();
        members.put(channel, new TreeSet<>(Set.of(OWNER)));
        stored.put(channel, new TreeMap<>());
        seq += 2;
        entries.add(new HistoryEntry.Wrote(
                begin, nextTime(), "create " + channel, Action.CREATE, OWNER, channel, 0, 0, Outcome.OK, seq));
    }

    private void boot(long user, int number) {
        Tab tab = new Tab("tab-" + user + "-" + number, user);
        tab.sent = seq;
        tabs.add(tab);
        entries.add(new HistoryEntry.Booted(nextTime(), tab.name, user, seq));
        reconnect(tab);
    }

    private void step() {
        long channel = CHANNELS[random.nextInt(CHANNELS.length)];
        long user = MEMBERS[random.nextInt(MEMBERS.length)];
        Tab tab = tabs.get(random.nextInt(tabs.size()));
        switch (random.nextInt(13)) {
            case 0 -> disconnect(tab);
            case 1 -> reconnect(tab);
            case 2 -> {
                if (user != OWNER && !members.get(channel).contains(user)) join(channel, user);
            }
            case 3 -> {
                if (user != OWNER && members.get(channel).contains(user)) leave(channel, user);
            }
            case 4 -> change(channel, Action.EDIT);
            case 5 -> change(channel, Action.DELETE);
            case 6 -> change(channel, Action.REACT);
            case 7 -> ping(tab);
            case 8 -> call();
            default -> send(channel, user);
        }
    }

    // ---- Writes ----

    private void send(long channel, long user) {
        long begin = nextTime();
        String op = "op-" + ++ops;
        if (!members.get(channel).contains(user)) {
            entries.add(new HistoryEntry.Wrote(
                    begin, nextTime(), op, Action.SEND, user, channel, 0, 0, Outcome.REFUSED, 0));
            return;
        }
        long id = ++ids;
        long at = ++seq;
        authors.put(id, user);
        stored.get(channel).put(id, new HistoryEntry.Item(id, at, op));
        entries.add(new HistoryEntry.Wrote(begin, nextTime(), op, Action.SEND, user, channel, id, 0, Outcome.OK, at));
        deliver(channel, at, "message.created", id, user, op);
        List<Long> newest = stored.get(channel).descendingKeySet().stream()
                .limit(5)
                .sorted()
                .toList();
        entries.add(new HistoryEntry.Read(nextTime(), nextTime(), user, channel, at, newest));
    }

    private void change(long channel, Action action) {
        TreeMap<Long, HistoryEntry.Item> messages = stored.get(channel);
        if (messages.isEmpty()) return;
        long begin = nextTime();
        long id = new ArrayList<>(messages.keySet()).get(random.nextInt(messages.size()));
        String op = "op-" + ++ops;
        long at = ++seq;
        switch (action) {
            case EDIT -> messages.put(id, new HistoryEntry.Item(id, at, op));
            case DELETE -> messages.remove(id);
            default ->
                messages.put(id, new HistoryEntry.Item(id, at, messages.get(id).text()));
        }
        entries.add(new HistoryEntry.Wrote(begin, nextTime(), op, action, OWNER, channel, id, 0, Outcome.OK, at));
        switch (action) {
            case EDIT -> deliver(channel, at, "message.updated", id, authors.get(id), op);
            case DELETE -> deliver(channel, at, "message.deleted", id, 0, "");
            default -> deliver(channel, at, "message.reacted", id, 0, "");
        }
    }

    private void join(long channel, long user) {
        long begin = nextTime();
        deliverTo(user, channel, ++seq, "channel.added");
        members.get(channel).add(user);
        deliver(channel, ++seq, "channel.member_joined", 0, user, "");
        entries.add(new HistoryEntry.Wrote(
                begin, nextTime(), "op-" + ++ops, Action.JOIN, OWNER, channel, 0, user, Outcome.OK, seq));
    }

    private void leave(long channel, long user) {
        long begin = nextTime();
        deliverTo(user, channel, ++seq, "channel.removed");
        members.get(channel).remove(user);
        deliver(channel, ++seq, "channel.member_left", 0, user, "");
        entries.add(new HistoryEntry.Wrote(
                begin, nextTime(), "op-" + ++ops, Action.LEAVE, OWNER, channel, 0, user, Outcome.OK, seq));
    }

    /**
     * One operation by two calls at once, whose event no client of this history may see, and a call that uses its
     * {@code op_id} again. Its session is ended.
     */
    private void call() {
        String op = "op-" + ++ops;
        long first = nextTime();
        long second = nextTime();
        long at = ++seq;
        entries.add(new HistoryEntry.Called(second, nextTime(), op, "group.create", WORKER, Outcome.OK, at));
        entries.add(new HistoryEntry.Called(first, nextTime(), op, "group.create", WORKER, Outcome.OK, at));
        entries.add(new HistoryEntry.Reused(nextTime(), nextTime(), op, "group.delete", "operation_reused"));
        entries.add(
                new HistoryEntry.Called(nextTime(), nextTime(), op + "-2", "group.delete", WORKER, Outcome.OK, seq));
        entries.add(new HistoryEntry.Revoked(nextTime(), "auth.logout", WORKER, ""));
    }

    // ---- Clients ----

    private void deliverTo(long user, long channel, long at, String type) {
        tabs.stream()
                .filter(tab -> tab.user == user)
                .forEach(
                        tab -> enqueue(tab, new HistoryEntry.Received(0, tab.name, 0, 0, at, type, channel, 0, 0, "")));
    }

    private void deliver(long channel, long at, String type, long message, long user, String text) {
        tabs.stream()
                .filter(tab -> members.get(channel).contains(tab.user))
                .forEach(tab -> enqueue(
                        tab, new HistoryEntry.Received(0, tab.name, 0, 0, at, type, channel, message, user, text)));
    }

    private void enqueue(Tab tab, HistoryEntry.Received frame) {
        tab.waiting.add(frame);
        if (tab.open) flush(tab);
    }

    private void flush(Tab tab) {
        for (HistoryEntry.Received due : tab.waiting) {
            entries.add(new HistoryEntry.Received(
                    nextTime(),
                    tab.name,
                    tab.socket,
                    tab.sent,
                    due.seq(),
                    due.type(),
                    due.channel(),
                    due.message(),
                    due.user(),
                    due.text()));
            tab.sent = due.seq();
        }
        tab.waiting.clear();
    }

    private void disconnect(Tab tab) {
        if (!tab.open) return;
        tab.open = false;
        entries.add(new HistoryEntry.Ended(nextTime(), tab.name, tab.socket, 1006));
    }

    private void reconnect(Tab tab) {
        if (tab.open) return;
        tab.open = true;
        entries.add(new HistoryEntry.Opened(nextTime(), tab.name, ++tab.socket, "gateway-a"));
        flush(tab);
        entries.add(new HistoryEntry.Resumed(nextTime(), tab.name, tab.socket, seq));
    }

    private void ping(Tab tab) {
        if (tab.open) entries.add(new HistoryEntry.Pinged(nextTime(), tab.name, tab.socket, tab.sent, seq));
    }

    // ---- End ----

    private void quietWindow() {
        entries.add(new HistoryEntry.Scraped(nextTime(), CounterCheck.SERVER, 1, Map.of("collab_sends_total", 7.0)));
        entries.add(new HistoryEntry.Scraped(nextTime(), "gateway-a", 1, gatewayMetrics(3)));
        send(CHANNELS[0], OWNER);
        send(CHANNELS[1], OWNER);
        disconnect(tabs.getFirst());
        reconnect(tabs.getFirst());
        entries.add(new HistoryEntry.Scraped(nextTime(), CounterCheck.SERVER, 1, Map.of("collab_sends_total", 9.0)));
        entries.add(new HistoryEntry.Scraped(nextTime(), "gateway-a", 1, gatewayMetrics(4)));
    }

    private Map<String, Double> gatewayMetrics(double resumes) {
        return Map.of(
                "collab_resumes_total{result=\"resumed\"}",
                resumes,
                "collab_socket_endings_total{code=\"1006\"}",
                resumes,
                "collab_gateway_sockets",
                (double) tabs.size(),
                "collab_gateway_users_online",
                5.0);
    }

    private void finish() {
        members.forEach((channel, ofChannel) -> {
            List<HistoryEntry.Item> items = List.copyOf(stored.get(channel).values());
            ofChannel.forEach(user ->
                    entries.add(new HistoryEntry.StoredChannel(nextTime(), user, channel, digest(items), items)));
            entries.add(new HistoryEntry.NonMemberRead(nextTime(), NON_MEMBER, channel, false));
        });
    }

    private static String digest(List<HistoryEntry.Item> items) {
        StringBuilder lines = new StringBuilder();
        items.forEach(
                item -> lines.append(item.id()).append(':').append(item.ver()).append('\n'));
        try {
            byte[] sha =
                    MessageDigest.getInstance("SHA-256").digest(lines.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
