package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.access.AccessPolicy;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.EntityRef;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A run: chooses commands, submits them, and checks the state after each. */
final class RandomRun {
    final RulesFixture rules = new RulesFixture();
    final Set<Class<?>> changing = new HashSet<>();
    private final long seed;
    private final RandomGenerator random;
    private final RandomCommands commands;
    private final Map<UserId, ClientMirror> mirrors = new TreeMap<>();
    private final List<UserId> users = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();

    RandomRun(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.commands = new RandomCommands(rules, random, users);
        users.add(seed % 2 == 0 ? rules.holder("alice", Right.ADMIN) : founder());
        for (String name : List.of("bob", "carol", "dave", "erin", "frank")) {
            users.add(rules.person(name));
        }
        WorkspaceId first = rules.workspace(users.getFirst(), "First");
        rules.enroll(first, users.get(1), WorkspaceRole.MEMBER);
        rules.enroll(first, users.get(2), WorkspaceRole.GUEST);
        users.forEach(user -> mirrors.put(user, ClientMirror.boot(rules.world, user)));
    }

    /** Becomes administrator by the setup link. */
    private UserId founder() {
        List<Command> setup = List.of(
                new AccountCommand.IssueSetupLink("setup link", Duration.ofHours(1)),
                new AccountCommand.CompleteSetup(
                        Optional.of("setup link"),
                        Optional.of(new AccountCommand.CompleteSetup.Founder(
                                new AccountCommand.NewAccount("alice", "alice", Optional.empty()),
                                new AccountCommand.NewSession("hash", Duration.ofDays(1), Optional.empty()))),
                        "Founded",
                        List.of("plans"),
                        "first link"));
        for (Command command : setup) {
            rules.accepted(Caller.SYSTEM, command);
            changing.add(command.getClass());
        }
        return rules.world.userByName("alice").orElseThrow().id();
    }

    void step() {
        Caller caller = random.nextInt(8) == 0 ? Caller.SYSTEM : rules.as(commands.oneOf(users));
        Command command = commands.next();
        LogPosition before = rules.world.head();
        Decision preview = rules.decide(caller, command);
        steps.add(caller + " " + command);
        Decision decision = rules.submit(caller, command);
        try {
            assertEquals(kindOf(preview), kindOf(decision), "the same arguments must lead to the same decision");
            if (decision instanceof Decision.Accepted accepted) {
                if (!accepted.events().isEmpty() || !accepted.effects().isEmpty()) {
                    changing.add(command.getClass());
                }
                assertVersions(accepted, before);
                assertResultIsStored(caller, accepted);
                AuditLaw.check(caller, command, accepted);
            }
            assertAudiences(before);
            assertMirrorsMatch(before);
            new WorldInvariants(rules.world).check();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(
                    "seed " + seed + ", step " + steps.size() + ", head " + rules.world.head() + ": " + command + " by "
                            + caller + " -> " + decision,
                    failed);
        }
    }

    private static Object kindOf(Decision decision) {
        return switch (decision) {
            case Decision.Accepted accepted ->
                accepted.events().stream().map(Object::getClass).toList();
            case Decision.Rejected(Rejection why) -> why;
        };
    }

    // ---- Checks of a step ----

    /** An entity that an event changed has its position. An entity that the event only contains has an older version. */
    private void assertVersions(Decision.Accepted accepted, LogPosition before) {
        LogPosition at = before;
        for (Event event : accepted.events()) {
            at = at.plus(1);
            LogPosition position = at;
            Optional<LogPosition> carried = switch (event) {
                case Event.MessageCreated created ->
                    Optional.of(created.message().ver());
                case Event.MessageUpdated updated ->
                    Optional.of(updated.message().ver());
                case Event.ChannelUpdated updated ->
                    Optional.of(updated.channel().ver());
                case Event.ChannelArchived archived ->
                    Optional.of(archived.channel().ver());
                case Event.ReadStateChanged read -> Optional.of(read.readState().ver());
                case Event.ThreadStateChanged changed ->
                    Optional.of(changed.state().ver());
                case Event.UserUpdated updated -> Optional.of(updated.user().ver());
                case Event.WorkspaceUpdated updated ->
                    Optional.of(updated.workspace().ver());
                case Event.GroupUpdated updated -> Optional.of(updated.group().ver());
                case Event.InvitationUpdated updated ->
                    Optional.of(updated.invitation().ver());
                case Event.ChannelAdded _,
                        Event.WorkspaceAdded _,
                        Event.WorkspaceMemberJoined _,
                        Event.MessageDeleted _,
                        Event.MessageReacted _,
                        Event.MessagePinUpdated _,
                        Event.ThreadUpdated _,
                        Event.ChannelRemoved _,
                        Event.ChannelMemberJoined _,
                        Event.ChannelMemberLeft _,
                        Event.ThreadFollowed _,
                        Event.MentionCreated _,
                        Event.BroadcastCreated _,
                        Event.SessionRevoked _,
                        Event.PermissionsChanged _,
                        Event.WorkspaceRemoved _,
                        Event.WorkspaceMemberLeft _,
                        Event.AllRead _ -> Optional.empty();
                case Event.PreferenceChanged(var preference) -> Optional.of(preference.ver());
                case Event.DraftChanged(var draft) -> Optional.of(draft.ver());
            };
            carried.ifPresent(ver -> assertEquals(position, ver, event.toString()));
        }
    }

    private void assertResultIsStored(Caller caller, Decision.Accepted accepted) {
        if (new AccessPolicy(rules.world, caller).live()) {
            assertEquals(
                    Optional.of(accepted.result()), Rules.recall(rules.world, caller, EntityRef.of(accepted.result())));
        }
    }

    /** No user outside a private channel or direct message receives an event of it. */
    private void assertAudiences(LogPosition before) {
        for (MemoryState.Logged logged : since(before)) {
            channelOf(logged.event())
                    .flatMap(this::kindOf)
                    .filter(kind -> kind != ChannelKind.PUBLIC)
                    .ifPresent(_ -> {
                        ChannelId channel = channelOf(logged.event()).orElseThrow();
                        LogPosition seq = logged.event() instanceof Event.ChannelRemoved
                                ? new LogPosition(logged.seq().value() - 1)
                                : logged.seq();
                        for (UserId user : logged.recipients()) {
                            assertTrue(rules.world.inChannel(channel, user, seq), () -> user + " receives " + logged);
                        }
                    });
        }
    }

    /** Looks into the log, because the channel may have been deleted. */
    private Optional<ChannelKind> kindOf(ChannelId channel) {
        return rules.world.log().stream()
                .map(MemoryState.Logged::event)
                .filter(event -> event instanceof Event.ChannelAdded added
                        && added.channel().id().equals(channel))
                .map(event -> ((Event.ChannelAdded) event).channel().kind())
                .findFirst();
    }

    private static Optional<ChannelId> channelOf(Event event) {
        return switch (event) {
            case Event.MessageCreated created -> Optional.of(created.message().channelId());
            case Event.MessageUpdated updated -> Optional.of(updated.message().channelId());
            case Event.MessageDeleted deleted -> Optional.of(deleted.channelId());
            case Event.MessageReacted reacted -> Optional.of(reacted.channelId());
            case Event.MessagePinUpdated pin -> Optional.of(pin.channelId());
            case Event.ThreadUpdated thread -> Optional.of(thread.channelId());
            case Event.ChannelAdded added -> Optional.of(added.channel().id());
            case Event.ChannelUpdated updated -> Optional.of(updated.channel().id());
            case Event.ChannelArchived archived ->
                Optional.of(archived.channel().id());
            case Event.ChannelRemoved removed -> Optional.of(removed.channelId());
            case Event.ChannelMemberJoined joined -> Optional.of(joined.channelId());
            case Event.ChannelMemberLeft left -> Optional.of(left.channelId());
            case Event.ReadStateChanged read -> Optional.of(read.readState().channelId());
            case Event.ThreadFollowed followed -> Optional.of(followed.channelId());
            case Event.ThreadStateChanged changed -> Optional.of(changed.state().channelId());
            case Event.MentionCreated mention -> Optional.of(mention.mention().channelId());
            case Event.BroadcastCreated broadcast ->
                Optional.of(broadcast.mention().channelId());
            case Event.UserUpdated _,
                    Event.SessionRevoked _,
                    Event.InvitationUpdated _,
                    Event.PermissionsChanged _,
                    Event.GroupUpdated _,
                    Event.WorkspaceAdded _,
                    Event.WorkspaceUpdated _,
                    Event.WorkspaceRemoved _,
                    Event.WorkspaceMemberJoined _,
                    Event.WorkspaceMemberLeft _,
                    Event.AllRead _,
                    Event.PreferenceChanged _ -> Optional.empty();
            case Event.DraftChanged(var draft) -> Optional.of(draft.place().channelId());
        };
    }

    private void assertMirrorsMatch(LogPosition before) {
        for (MemoryState.Logged logged : since(before)) {
            logged.recipients().stream()
                    .filter(mirrors::containsKey)
                    .forEach(user -> mirrors.get(user).apply(logged, rules.world));
        }
        for (User user : rules.world.users()) {
            ClientMirror fresh = ClientMirror.boot(rules.world, user.id());
            if (mirrors.containsKey(user.id())) {
                assertEquals(fresh, mirrors.get(user.id()));
            } else {
                mirrors.put(user.id(), fresh);
                users.add(user.id());
            }
        }
    }

    private List<MemoryState.Logged> since(LogPosition before) {
        return rules.world.log().subList((int) before.value(), rules.world.log().size());
    }
}
