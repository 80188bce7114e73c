package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.harness.RpcCaller;
import collab.e2e.workload.Workload;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
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
 * The users of the proof and their constant work. The users of the history: all of them write; the owner of the channels
 * adds and removes members; sockets are opened and closed, one to three per user; one user belongs to no channel and only
 * receives. Besides them the users of the {@link Workload}, and readers with many tabs, which are not in the history.
 */
final class ProofWorkers implements AutoCloseable {
    private static final List<String> MEMBERS = List.of("bob", "carol", "dave", "erin", "frank");
    private static final String OWNER = "alice";
    private static final String NON_MEMBER = "mallory";
    private static final int TABS_MAX = 3;
    private static final int CHANNELS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** About the number of tabs of the users above. */
    private static final int RECORDED_TABS = 16;

    private static final int TABS_OF_READER = 12;

    /** Every second reader is in one of the channels, so that an event reaches about 60 of 500 tabs. */
    private static final int READERS_PER_CHANNEL_DIVISOR = 2 * CHANNELS;

    private final ProofSystem system;
    private final History history;
    private final Random random;
    private final ProofChannels channels = new ProofChannels();
    private final Map<String, RpcCaller> people = new TreeMap<>();
    private final Map<String, List<ProofSocket>> tabs = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> working = new ArrayList<>();
    private final long publicChannel;
    private final Workload workload;

    private final UnrecordedTabs unrecordedTabs;
    private final List<String> faultsOfClosed = new CopyOnWriteArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private int tabNumber;
    private int moves;
    private volatile int drainedOfClosed; // written by the thread that opens and closes sockets
    private volatile boolean over;

    private ProofWorkers(ProofSystem system, History history, Random random, int tabsInAll) {
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
        int unrecorded = Math.max(0, tabsInAll - RECORDED_TABS);
        int readers = Math.ceilDiv(unrecorded, TABS_OF_READER);
        workload = Workload.gather(owner, addresses(system), history, random, readers);
        admitReaders(calls, workspace);
        people.keySet().forEach(this::openTab);
        unrecordedTabs =
                UnrecordedTabs.open(unrecorded, workload, system, history.unrecorded(), new Random(random.nextLong()));
    }

    /**
     * @param tabsInAll about the number of sockets; those beyond {@value #RECORDED_TABS} are not part of the history
     */
    static ProofWorkers gather(ProofSystem system, History history, Random random, int tabsInAll) {
        return new ProofWorkers(system, history, random, tabsInAll);
    }

    /** The addresses of the gateways for clients. */
    static List<URI> addresses(ProofSystem system) {
        return system.gateways().stream()
                .map(ProofSystem.ProxiedGateway::clientAddress)
                .toList();
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

    /** Readers receive the events of the recorded channels too; the visitor only shares the workspace. */
    private void admitReaders(ProofCalls calls, long workspace) {
        Stream.concat(workload.readers().values().stream(), Stream.of(workload.visitor()))
                .forEach(user -> calls.caller()
                        .call("workspace.members.add", "workspace_id", workspace, "user_id", user.userId()));
        int number = 0;
        for (RpcCaller reader : workload.readers().values()) {
            int channel = number++ % READERS_PER_CHANNEL_DIVISOR;
            if (channel < CHANNELS) join(calls, channels.all().get(channel), reader.userId());
        }
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
        tasks.forEach(task -> working.add(threads.submit(task)));
        workload.work(pace);
    }

    /** Lets all calls end, and starts no further one until {@link #goOn}. */
    void rest() {
        try {
            awaitResponses();
            workload.rest();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    void goOn() {
        over = false;
        tasks.forEach(task -> working.add(threads.submit(task)));
        workload.goOn();
    }

    private void awaitResponses() throws Exception {
        over = true;
        for (Future<?> one : working) one.get(6, TimeUnit.MINUTES);
        working.clear();
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
        join(calls, channel, user);
    }

    private void join(ProofCalls calls, long channel, long user) {
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

    /** Starts no further work; returns when every call has its response and every method has succeeded. */
    void finish() throws Exception {
        awaitResponses();
        workload.finish();
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
            faultsOfClosed.addAll(last.faults());
            drainedOfClosed = drainedOfClosed + last.drained();
        }
    }

    /** Closes the tabs that are not part of the history: from here on clients and processes can be counted. */
    void closeUnrecordedTabs() {
        unrecordedTabs.close();
    }

    List<ProofSocket> tabs() {
        return Stream.concat(tabs.values().stream().flatMap(List::stream), unrecordedTabs.open().stream())
                .toList();
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
        return drainedOfClosed
                + unrecordedTabs.drainedOfClosed()
                + tabs().stream().mapToInt(ProofSocket::drained).sum();
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

    /** Adds to the history what the store contains, what users without membership are shown, and what the log replays. */
    void recordFinalState(List<HistoryEntry> entries) {
        Map<String, String> firstTabs = new TreeMap<>();
        people.keySet()
                .forEach(name -> firstTabs.put(name, tabs.get(name).getFirst().name()));
        new FinalState(history, channels, people).record(publicChannel, entries, firstTabs);
    }

    /** How sockets broke the client's rule or RFC 6455. */
    List<String> faults() {
        List<String> faults = new ArrayList<>(faultsOfClosed);
        faults.addAll(unrecordedTabs.faultsOfClosed());
        tabs().forEach(tab -> faults.addAll(tab.faults()));
        return faults;
    }

    @Override
    public void close() {
        over = true;
        workload.close();
        unrecordedTabs.close();
        tabs().forEach(ProofSocket::close);
        threads.shutdownNow(); // after a failure calls would be repeated for minutes
        threads.close();
    }

    void awaitLive() {
        for (ProofSocket tab : tabs()) {
            if (!tab.awaitLive(TIMEOUT)) throw new AssertionError(tab.name() + " is not live after " + TIMEOUT);
        }
    }
}
