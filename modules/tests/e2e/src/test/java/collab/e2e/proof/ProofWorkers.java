package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The users of the proof and their constant work: all users write; the owner of the channels adds and removes members;
 * sockets are opened and closed, one to three per user. One user belongs to no channel and only receives.
 */
final class ProofWorkers implements AutoCloseable {
    private static final List<String> MEMBERS = List.of("bob", "carol", "dave", "erin", "frank");
    private static final String OWNER = "alice";
    private static final String NON_MEMBER = "mallory";
    private static final int TABS_MAX = 3;
    private static final int CHANNELS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ProofSystem system;
    private final History history;
    private final Random random;
    private final ProofChannels channels = new ProofChannels();
    private final Map<String, RpcCaller> people = new TreeMap<>();
    private final Map<String, List<ProofSocket>> tabs = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> working = new ArrayList<>();
    private final long publicChannel;
    private final List<Runnable> tasks = new ArrayList<>();
    private int tabNumber;
    private int moves;
    private volatile int drainedOfClosed; // written by the thread that opens and closes sockets
    private volatile boolean over;

    private ProofWorkers(ProofSystem system, History history, Random random) {
        this.system = system;
        this.history = history;
        this.random = random;
        RpcCaller anonymous = RpcCaller.of(system.gateways().getFirst().clientAddress());
        RpcCaller owner = anonymous.signIn(OWNER);
        people.put(OWNER, owner);
        long workspace = owner.call("workspace.list").at("/workspaces/0/id").longValue();
        Stream.concat(MEMBERS.stream(), Stream.of(NON_MEMBER))
                .forEach(name -> people.put(name, signIn(owner, anonymous, workspace, name)));
        ProofCalls calls = calls(OWNER);
        for (int i = 0; i < CHANNELS; i++) create(calls, workspace, i);
        publicChannel = channels.all().getFirst();
        channels.all().forEach(channel -> MEMBERS.forEach(name -> join(calls, channel, name)));
        people.keySet().forEach(this::openTab);
    }

    static ProofWorkers gather(ProofSystem system, History history, Random random) {
        return new ProofWorkers(system, history, random);
    }

    private static RpcCaller signIn(RpcCaller owner, RpcCaller anonymous, long workspace, String name) {
        if (!List.of("bob", "carol", "dave").contains(name)) { // seeded users
            long id = owner.call("user.create", "username", name, "display_name", name)
                    .at("/user/id")
                    .longValue();
            owner.call("workspace.members.add", "workspace_id", workspace, "user_id", id);
        }
        return anonymous.signIn(name);
    }

    private void create(ProofCalls calls, long workspace, int number) {
        String op = "create-" + number;
        long begin = history.now();
        JsonNode created = calls.read(
                "channel.create",
                "workspace_id",
                workspace,
                "kind",
                number == 0 ? "public" : "private",
                "name",
                "proof-" + number,
                "op_id",
                op);
        long channel = created.at("/channel/id").longValue();
        long owner = calls.caller().userId();
        channels.created(channel, owner);
        history.add(new HistoryEntry.Wrote(
                begin,
                history.now(),
                op,
                Action.CREATE,
                owner,
                channel,
                0,
                0,
                HistoryEntry.Outcome.OK,
                created.get("seq").longValue()));
    }

    ProofCalls calls(String name) {
        return new ProofCalls(people.get(name), system, history, new Random(random.nextLong()));
    }

    ProofCalls ownerCalls() {
        return calls(OWNER);
    }

    /** The user without a channel, who has an account and attacks with it. */
    RpcCaller attacker() {
        return people.get(NON_MEMBER);
    }

    ProofChannels channels() {
        return channels;
    }

    // ---- Work ----

    void work(Duration pace) {
        Stream.concat(MEMBERS.stream(), Stream.of(OWNER)).forEach(name -> {
            Random dice = new Random(random.nextLong());
            ProofWriter writer = new ProofWriter(name, calls(name), channels, history, dice, pace);
            tasks.add(() -> writer.writeUntil(() -> over));
        });
        Random dice = new Random(random.nextLong());
        ProofCalls calls = calls(OWNER);
        tasks.add(() -> {
            while (!over) {
                addOrRemoveMember(calls, dice);
                calls.pauseFor(Duration.ofMillis(300 + dice.nextInt(1_500)));
            }
        });
        goOn();
    }

    /** Lets all calls end, and starts no further one until {@link #goOn}. */
    void rest() {
        try {
            finish();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
        working.clear();
    }

    void goOn() {
        over = false;
        tasks.forEach(task -> working.add(threads.submit(task)));
    }

    private void addOrRemoveMember(ProofCalls calls, Random dice) {
        String name = MEMBERS.get(dice.nextInt(MEMBERS.size()));
        long channel = channels.all().get(dice.nextInt(CHANNELS));
        switch (dice.nextInt(3)) {
            case 0 -> openOrCloseSocket(name, dice);
            default -> {
                if (channels.isMember(channel, people.get(name).userId())) leave(calls, channel, name);
                else join(calls, channel, name);
            }
        }
    }

    private void join(ProofCalls calls, long channel, String name) {
        long user = people.get(name).userId();
        String op = "join-" + ++moves;
        calls.write(op, Action.JOIN, "channel.members.add", channel, 0, user, "channel_id", channel, "user_id", user)
                .ifPresent(done -> channels.joined(channel, user));
    }

    private void leave(ProofCalls calls, long channel, String name) {
        long user = people.get(name).userId();
        channels.left(channel, user); // so that no other worker uses it any more
        String op = "leave-" + ++moves;
        calls.write(
                op, Action.LEAVE, "channel.members.remove", channel, 0, user, "channel_id", channel, "user_id", user);
    }

    /** Starts no further work; returns when every call has its response. */
    void finish() throws Exception {
        over = true;
        for (Future<?> one : working) one.get(6, TimeUnit.MINUTES);
    }

    // ---- Sockets ----

    private void openTab(String name) {
        String tab = name + "-tab-" + ++tabNumber;
        tabs.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>())
                .add(ProofSocket.open(tab, people.get(name), system, history, random.nextLong()));
    }

    /** The first socket of each user stays to the end. */
    private void openOrCloseSocket(String name, Random dice) {
        List<ProofSocket> own = tabs.get(name);
        if (own.size() == 1 || own.size() < TABS_MAX && dice.nextBoolean()) openTab(name);
        else {
            ProofSocket last = own.getLast();
            last.close();
            own.remove(last);
            drainedOfClosed = drainedOfClosed + last.drained();
        }
    }

    List<ProofSocket> tabs() {
        return tabs.values().stream().flatMap(List::stream).toList();
    }

    /** The user who is a member of every channel. */
    ProofSocket ownersSocket() {
        return tabs.get(OWNER).getFirst();
    }

    /** A socket that stays to the end, of a member other than the owner. */
    ProofSocket memberSocket() {
        return tabs.get(MEMBERS.getFirst()).getFirst();
    }

    int drained() {
        return drainedOfClosed + tabs().stream().mapToInt(ProofSocket::drained).sum();
    }

    long openAt(ProofSystem.ProxiedGateway gateway) {
        return tabs().stream().filter(tab -> tab.openAt(gateway)).count();
    }

    private List<ProofSocket> tabsIn(long channel) {
        return tabs().stream()
                .filter(tab -> channels.isMember(channel, tab.caller().userId()))
                .toList();
    }

    /** The name of the first client that has not received a position of the channel in time; empty when all have. */
    String lateClient(long channel, long seq, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (ProofSocket tab : tabsIn(channel)) {
            long left = Math.max(0, deadline - System.nanoTime());
            boolean reached = tab.reaches(seq, Duration.ofNanos(left));
            boolean owed = channels.isMember(channel, tab.caller().userId()) && tabs().contains(tab);
            if (!reached && owed) return tab.name() + " at " + tab.last();
        }
        return "";
    }

    // ---- End ----

    /**
     * Adds to the history what the store contains, what users without membership are shown, and what the log replays to
     * each user.
     */
    void recordFinalState(List<HistoryEntry> entries) {
        for (long channel : channels.all()) {
            people.values().stream()
                    .filter(person -> channels.isMember(channel, person.userId()))
                    .forEach(person -> hold(person, channel));
            if (channel == publicChannel) continue; // public, so all users may read it
            people.values().stream()
                    .filter(person -> !channels.isMember(channel, person.userId()))
                    .forEach(person -> readAsNonMember(person, channel));
        }
        Map<String, HistoryEntry.Booted> firstBoots = new TreeMap<>();
        entries.forEach(entry -> {
            if (entry instanceof HistoryEntry.Booted booted) firstBoots.putIfAbsent(booted.tab(), booted);
        });
        people.forEach((name, person) ->
                pull(person, firstBoots.get(tabs.get(name).getFirst().name())));
    }

    private void hold(RpcCaller person, long channel) {
        String digest = person.call("session.digest", "channel_id", channel)
                .get("digest")
                .textValue();
        List<HistoryEntry.Item> items = new ArrayList<>();
        ObjectNode params = TestJson.params("channel_id", channel, "limit", 200);
        for (JsonNode page = list(person, params); !page.isEmpty(); page = list(person, params)) {
            items.addAll(0, page.valueStream().map(ProofWorkers::item).toList());
            params.put("before_id", items.getFirst().id());
        }
        history.add(new HistoryEntry.StoredChannel(history.now(), person.userId(), channel, digest, items));
    }

    private static JsonNode list(RpcCaller person, ObjectNode params) {
        return person.call("message.list", params).get("messages");
    }

    private static HistoryEntry.Item item(JsonNode message) {
        return new HistoryEntry.Item(
                message.get("id").longValue(),
                message.get("ver").longValue(),
                ProofWriter.op(message.path("text").asText()));
    }

    private void readAsNonMember(RpcCaller person, long channel) {
        boolean shown = false;
        for (String method : List.of("message.list", "session.digest", "channel.get", "message.pins")) {
            try {
                person.call(method, "channel_id", channel);
                shown = true;
            } catch (RpcCallRejected refused) {
                if (refused.code() != -32003 && refused.code() != -32002) throw refused;
            }
        }
        history.add(new HistoryEntry.NonMemberRead(history.now(), person.userId(), channel, shown));
    }

    /** The whole run again, as the log replays it to one user: a socket that was never lost. */
    private void pull(RpcCaller person, HistoryEntry.Booted boot) {
        String tab = "log-of-" + person.userId();
        String epoch = person.call("session.bootstrap").get("epoch").textValue();
        history.add(new HistoryEntry.Booted(history.now(), tab, person.userId(), boot.seq()));
        history.add(new HistoryEntry.Opened(history.now(), tab, 1, "session.pull"));
        long from = boot.seq();
        boolean complete = false;
        while (!complete) {
            JsonNode page = person.call("session.pull", "epoch", epoch, "from", from, "limit", 200);
            for (JsonNode event : page.get("events")) {
                history.add(ProofSocket.received(
                        history.now(), tab, 1, event.path("prev").asLong(), event));
            }
            from = page.get("to").longValue();
            history.add(new HistoryEntry.Resumed(history.now(), tab, 1, from));
            complete = page.get("complete").booleanValue();
        }
        history.add(new HistoryEntry.Ended(history.now(), tab, 1, 1000));
    }

    @Override
    public void close() {
        over = true;
        tabs().forEach(ProofSocket::close);
        threads.close();
    }

    void awaitLive() {
        for (ProofSocket tab : tabs()) {
            if (!tab.awaitLive(TIMEOUT)) throw new AssertionError(tab.name() + " is not live after " + TIMEOUT);
        }
    }
}
