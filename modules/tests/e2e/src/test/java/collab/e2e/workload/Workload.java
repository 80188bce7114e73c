package collab.e2e.workload;

import collab.api.RpcMethod;
import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Users who call every mutating method, several owners on the same channels at once, in a workspace of their own: the
 * events of these calls reach only them and the readers. Their calls are in the history; their sockets are opened by
 * the caller.
 */
public final class Workload implements AutoCloseable {
    private static final List<String> OWNERS = List.of("olga", "oscar", "ophelia");
    private static final List<String> MEMBERS = List.of("mia", "max", "mona", "milo");
    private static final int CHANNELS = 10;
    private static final int PUBLIC_CHANNELS = 6;

    /** A reader is in this many channels of the team. */
    private static final int CHANNELS_OF_READER = 2;

    private static final int ACTIONS_PER_PACE = 3;
    private static final int TRIES = 20;
    private static final Duration REST_MAX = Duration.ofMinutes(6); // longer than that of a single call

    private final RpcCaller admin;
    private final Operations operations;
    private final Random random;
    private final Team team;
    private final Map<String, RpcCaller> readers = new TreeMap<>();
    private final Visitor visitor;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Future<?>> working = new ArrayList<>();
    private volatile boolean over;

    private Workload(RpcCaller admin, List<URI> gateways, History history, Random random, int readerCount) {
        this.admin = admin;
        this.operations = new Operations(gateways, history);
        this.random = random;
        List<Team.Member> members = members();
        this.team = team(members);
        for (int i = 0; i < readerCount; i++) addReader("reader-" + i, i);
        this.visitor = new Visitor(newUser("visitor"), gateways);
    }

    /**
     * Creates the users and their workspace, before anything fails.
     *
     * @param admin an administrator
     * @param readerCount the number of users who only receive
     */
    public static Workload gather(
            RpcCaller admin, List<URI> gateways, History history, Random random, int readerCount) {
        return new Workload(admin, gateways, history, random, readerCount);
    }

    // ---- Users ----

    private RpcCaller newUser(String name) {
        admin.call("user.create", "username", name, "display_name", name);
        return RpcCaller.of(admin.base()).signIn(name);
    }

    /** Owners are administrators through a group. */
    private List<Team.Member> members() {
        List<Team.Member> members = new ArrayList<>();
        OWNERS.forEach(name -> members.add(new Team.Member(name, newUser(name), true)));
        MEMBERS.forEach(name -> members.add(new Team.Member(name, newUser(name), false)));
        long group =
                admin.call("group.create", "name", "operators").at("/group/id").longValue();
        admin.call("group.rights.set", "group_id", group, "permissions", List.of(TestJson.params("right", "admin")));
        members.stream()
                .filter(Team.Member::owner)
                .forEach(owner -> admin.call("group.members.add", "group_id", group, "user_id", owner.id()));
        return members;
    }

    private static Team team(List<Team.Member> members) {
        RpcCaller first = members.getFirst().caller();
        long workspace = first.call("workspace.create", "name", "Team")
                .at("/workspace/id")
                .longValue();
        for (Team.Member member : members.subList(1, members.size())) {
            String role = member.owner() ? "owner" : "member";
            first.call("workspace.members.add", "workspace_id", workspace, "user_id", member.id(), "role", role);
        }
        List<Team.Channel> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            RpcCaller owner = members.get(i % OWNERS.size()).caller();
            channels.add(channel(owner, workspace, i, members));
        }
        return new Team(workspace, members, channels);
    }

    private static Team.Channel channel(RpcCaller owner, long workspace, int number, List<Team.Member> members) {
        String kind = number < PUBLIC_CHANNELS ? "public" : "private";
        long id = owner.call("channel.create", "workspace_id", workspace, "kind", kind, "name", "team-" + number)
                .at("/channel/id")
                .longValue();
        Team.Channel channel = new Team.Channel(id, number < PUBLIC_CHANNELS);
        for (Team.Member member : members) {
            if (member.id() != owner.userId()) {
                owner.call("channel.members.add", "channel_id", id, "user_id", member.id());
            }
            channel.members().add(member.id());
        }
        return channel;
    }

    private void addReader(String name, int number) {
        RpcCaller reader = newUser(name);
        RpcCaller owner = team.members().getFirst().caller();
        owner.call("workspace.members.add", "workspace_id", team.workspace(), "user_id", reader.userId());
        for (int i = 0; i < CHANNELS_OF_READER; i++) {
            Team.Channel channel = team.channels().get((number * CHANNELS_OF_READER + i) % CHANNELS);
            owner.call("channel.members.add", "channel_id", channel.id(), "user_id", reader.userId());
        }
        readers.put(name, reader);
    }

    /** The users who only receive. */
    public Map<String, RpcCaller> readers() {
        return Map.copyOf(readers);
    }

    /** The users who act, with the sockets that are not part of the history. */
    public Map<String, RpcCaller> actors() {
        Map<String, RpcCaller> actors = new TreeMap<>();
        team.members().forEach(member -> actors.put(member.name(), member.caller()));
        return actors;
    }

    /** The user who is online and offline by turns, and must share a workspace with a user of the history. */
    public RpcCaller visitor() {
        return visitor.caller();
    }

    // ---- Work ----

    /** Starts the work. An actor pauses for three times the pace between two actions. */
    public void work(Duration pace) {
        Duration pause = pace.multipliedBy(ACTIONS_PER_PACE);
        for (Team.Member member : team.members()) {
            Actor actor = actor(member);
            tasks.add(() -> act(actor, pause));
        }
        tasks.add(() -> visitor.visitUntil(() -> over));
        goOn();
    }

    /** Continues the work after {@link #rest}. */
    public void goOn() {
        over = false;
        tasks.forEach(task -> working.add(threads.submit(task)));
    }

    /** Starts no further action; returns when every call has its response. */
    public void rest() throws Exception {
        over = true;
        for (Future<?> one : working) one.get(REST_MAX.toSeconds(), TimeUnit.SECONDS);
        working.clear();
    }

    private Actor actor(Team.Member member) {
        return new Actor(member, team, operations, new Random(random.nextLong()));
    }

    /** Calls all its methods in random order, again and again; an archived channel is opened again soon. */
    private void act(Actor actor, Duration pause) {
        MethodActions actions = new MethodActions(actor);
        List<RpcMethod> methods =
                new ArrayList<>(actor.user().owner() ? MethodActions.all() : MethodActions.ofMembers());
        CarefulCaller clock = actor.careful();
        while (!over) {
            Collections.shuffle(methods, actor.random());
            for (RpcMethod method : methods) {
                if (over) return;
                if (!team.archived().isEmpty() && actor.user().owner()) actions.perform(RpcMethod.CHANNEL_UNARCHIVE);
                actions.perform(method);
                if (actor.chance(10)) actions.look();
                if (actor.user().owner() && actor.chance(10)) actions.contend();
                clock.pauseFor(pause.dividedBy(2)
                        .plusMillis(actor.random().nextInt((int) Math.max(1, pause.toMillis()))));
            }
        }
    }

    /** Ends the work, and then calls each method that never succeeded, while nothing fails. */
    public void finish() throws Exception {
        rest();
        Actor actor = actor(team.owners().getFirst());
        MethodActions actions = new MethodActions(actor);
        Set<RpcMethod> missing = missing();
        for (int i = 0; i < TRIES && !missing.isEmpty(); i++) {
            missing.forEach(actions::perform);
            missing = missing();
        }
    }

    private Set<RpcMethod> missing() {
        Set<RpcMethod> missing = EnumSet.copyOf(MethodActions.all());
        for (HistoryEntry entry : operations.history().entries()) {
            if (entry instanceof HistoryEntry.Called call && call.outcome() == Outcome.OK) {
                RpcMethod.of(call.method()).ifPresent(missing::remove);
            }
        }
        return missing;
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow(); // after a failure calls would be repeated for minutes
        threads.close();
    }
}
