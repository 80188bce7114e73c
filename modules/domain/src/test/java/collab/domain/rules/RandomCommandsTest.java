package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.access.AccessPolicy;
import collab.domain.access.GroupGraph;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.IdRange;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.EntityRef;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * After any sequence of commands the invariants hold and every client is right: an old state plus the events that a
 * user received equals a fresh state.
 */
class RandomCommandsTest {
    private static final int COMMANDS = 600;

    @Test
    void invariantsHoldAfterRandomCommands() {
        long seed = System.nanoTime();
        play(seed);
    }

    /**
     * The same sequences every time. Together they contain every event, and every command changes something; less would
     * prove little.
     */
    @Test
    void invariantsHoldForEveryCommandAndEvent() {
        Set<Class<?>> events = new HashSet<>();
        Set<Class<?>> commands = new HashSet<>();
        for (long seed = 1; seed <= 20; seed++) {
            RandomPlay play = play(seed);
            play.stage.world.log().forEach(logged -> events.add(logged.event().getClass()));
            commands.addAll(play.changing);
        }
        assertEquals(names(leaves(Event.class)), names(events));
        assertEquals(names(leaves(Command.class)), names(commands));
    }

    private static RandomPlay play(long seed) {
        RandomPlay play = new RandomPlay(seed);
        for (int i = 0; i < COMMANDS; i++) {
            play.step();
        }
        return play;
    }

    private static Set<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses())
                        .flatMap(permitted -> leaves(permitted).stream())
                        .collect(Collectors.toSet())
                : Set.of(type);
    }

    private static Set<String> names(Set<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** One run: chooses commands, submits them, and checks the state after each. */
    private static final class RandomPlay {
        final RulesFixture stage = new RulesFixture();
        final Set<Class<?>> changing = new HashSet<>();
        private final long seed;
        private final RandomGenerator random;
        private final Map<UserId, ClientMirror> mirrors = new TreeMap<>();
        private final List<UserId> people = new ArrayList<>();
        private final List<String> story = new ArrayList<>();

        RandomPlay(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            people.add(stage.holder("alice", Right.ADMIN));
            for (String name : List.of("bob", "carol", "dave", "erin", "frank")) {
                people.add(stage.person(name));
            }
            WorkspaceId first = stage.workspace(people.getFirst(), "First");
            stage.enroll(first, people.get(1), WorkspaceRole.MEMBER);
            stage.enroll(first, people.get(2), WorkspaceRole.GUEST);
            people.forEach(user -> mirrors.put(user, ClientMirror.boot(stage.world, user)));
        }

        void step() {
            Caller caller = random.nextInt(12) == 0 ? Caller.SYSTEM : stage.as(oneOf(people));
            Command command = command();
            LogPosition before = stage.world.head();
            Decision first = stage.considers(caller, command);
            story.add(caller + " " + command);
            Decision decision = stage.plays(caller, command);
            try {
                assertEquals(kindOf(first), kindOf(decision), "the same arguments led to another decision");
                if (decision instanceof Decision.Accepted accepted) {
                    if (!accepted.events().isEmpty() || !accepted.effects().isEmpty()) {
                        changing.add(command.getClass());
                    }
                    versionsAreRight(accepted, before);
                    resultIsWhatIsKept(caller, accepted);
                }
                audiencesAreRight(before);
                mirrorsAreRight(before);
                new Invariants(stage.world).hold();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", step " + story.size() + ", head " + stage.world.head() + ": " + command
                                + " by " + caller + " -> " + decision,
                        e);
            }
        }

        private static Object kindOf(Decision decision) {
            return switch (decision) {
                case Decision.Accepted accepted ->
                    accepted.events().stream().map(Object::getClass).toList();
                case Decision.Rejected(Rejection why) -> why;
            };
        }

        // Checks of one step

        /** An entity that an event changed carries its position; one that it only shows is older. */
        private void versionsAreRight(Decision.Accepted accepted, LogPosition before) {
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
                    case Event.ReadStateChanged read ->
                        Optional.of(read.readState().ver());
                    case Event.UserUpdated updated -> Optional.of(updated.user().ver());
                    case Event.WorkspaceUpdated updated ->
                        Optional.of(updated.workspace().ver());
                    case Event.GroupUpdated updated ->
                        Optional.of(updated.group().ver());
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
                            Event.MentionCreated _,
                            Event.BroadcastCreated _,
                            Event.SessionRevoked _,
                            Event.PermissionsChanged _,
                            Event.WorkspaceRemoved _,
                            Event.WorkspaceMemberLeft _ -> Optional.empty();
                };
                carried.ifPresent(ver -> assertEquals(position, ver, event.toString()));
            }
        }

        private void resultIsWhatIsKept(Caller caller, Decision.Accepted accepted) {
            if (new AccessPolicy(stage.world, caller).live()) {
                assertEquals(
                        Optional.of(accepted.result()),
                        Rules.recall(stage.world, caller, EntityRef.of(accepted.result())));
            }
        }

        /** No user outside a private channel or direct message receives an event of it. */
        private void audiencesAreRight(LogPosition before) {
            for (MemoryWorld.Logged logged : since(before)) {
                channelOf(logged.event())
                        .flatMap(this::kindOf)
                        .filter(kind -> kind != ChannelKind.PUBLIC)
                        .ifPresent(_ -> {
                            ChannelId channel = channelOf(logged.event()).orElseThrow();
                            LogPosition seq = logged.event() instanceof Event.ChannelRemoved
                                    ? new LogPosition(logged.seq().value() - 1)
                                    : logged.seq();
                            for (UserId user : logged.recipients()) {
                                assertTrue(
                                        stage.world.inChannel(channel, user, seq), () -> user + " receives " + logged);
                            }
                        });
            }
        }

        /** From the log, because the channel may be deleted by now. */
        private Optional<ChannelKind> kindOf(ChannelId channel) {
            return stage.world.log().stream()
                    .map(MemoryWorld.Logged::event)
                    .filter(event -> event instanceof Event.ChannelAdded added
                            && added.channel().id().equals(channel))
                    .map(event -> ((Event.ChannelAdded) event).channel().kind())
                    .findFirst();
        }

        private static Optional<ChannelId> channelOf(Event event) {
            return switch (event) {
                case Event.MessageCreated created ->
                    Optional.of(created.message().channelId());
                case Event.MessageUpdated updated ->
                    Optional.of(updated.message().channelId());
                case Event.MessageDeleted deleted -> Optional.of(deleted.channelId());
                case Event.MessageReacted reacted -> Optional.of(reacted.channelId());
                case Event.MessagePinUpdated pin -> Optional.of(pin.channelId());
                case Event.ThreadUpdated thread -> Optional.of(thread.channelId());
                case Event.ChannelAdded added -> Optional.of(added.channel().id());
                case Event.ChannelUpdated updated ->
                    Optional.of(updated.channel().id());
                case Event.ChannelArchived archived ->
                    Optional.of(archived.channel().id());
                case Event.ChannelRemoved removed -> Optional.of(removed.channelId());
                case Event.ChannelMemberJoined joined -> Optional.of(joined.channelId());
                case Event.ChannelMemberLeft left -> Optional.of(left.channelId());
                case Event.ReadStateChanged read -> Optional.of(read.readState().channelId());
                case Event.MentionCreated mention ->
                    Optional.of(mention.mention().channelId());
                case Event.BroadcastCreated broadcast ->
                    Optional.of(broadcast.mention().channelId());
                case Event.UserUpdated _,
                        Event.SessionRevoked _,
                        Event.PermissionsChanged _,
                        Event.GroupUpdated _,
                        Event.WorkspaceAdded _,
                        Event.WorkspaceUpdated _,
                        Event.WorkspaceRemoved _,
                        Event.WorkspaceMemberJoined _,
                        Event.WorkspaceMemberLeft _ -> Optional.empty();
            };
        }

        private void mirrorsAreRight(LogPosition before) {
            for (MemoryWorld.Logged logged : since(before)) {
                logged.recipients().stream()
                        .filter(mirrors::containsKey)
                        .forEach(user -> mirrors.get(user).hear(logged, stage.world));
            }
            for (User user : stage.world.users()) {
                ClientMirror fresh = ClientMirror.boot(stage.world, user.id());
                if (mirrors.containsKey(user.id())) {
                    assertEquals(fresh, mirrors.get(user.id()));
                } else {
                    mirrors.put(user.id(), fresh);
                    people.add(user.id());
                }
            }
        }

        private List<MemoryWorld.Logged> since(LogPosition before) {
            return stage.world
                    .log()
                    .subList((int) before.value(), stage.world.log().size());
        }

        // Choosing: mostly existing entities, sometimes missing ones

        private Command command() {
            int dice = random.nextInt(100);
            if (dice < 30) {
                return new Command.SendMessage(
                        channel(), text(), random.nextInt(3) == 0 ? Optional.of(message()) : Optional.empty());
            }
            return oneOf(List.<Supplier<Command>>of(
                            () -> new Command.CreateUser(oneOf(List.of("grace", "heidi", "ivan")), "Somebody"),
                            () -> new Command.UpdateUser(user(), maybe(text()), maybe("https://pictures.example/1")),
                            () -> random.nextInt(4) == 0
                                    ? new Command.SetPassword(user(), "hash")
                                    : new Command.SetStatusText(text()),
                            () -> new Command.SetStatusText(text()),
                            () -> random.nextInt(8) == 0
                                    ? new Command.DeactivateUser(user())
                                    : new Command.RevokeSession(session()),
                            () -> new Command.GrantRight(
                                    user(), new Grant(oneOf(List.of(Right.values())), maybe(workspace()))),
                            () -> new Command.CreateWorkspace(oneOf(List.of("Second", "Third"))),
                            () -> new Command.UpdateWorkspace(workspace(), text()),
                            () -> random.nextInt(8) == 0
                                    ? new Command.DeleteWorkspace(workspace())
                                    : new Command.UpdateWorkspace(workspace(), "Home"),
                            this::addWorkspaceMember,
                            this::addWorkspaceMember,
                            this::addWorkspaceMember,
                            () -> new Command.RemoveWorkspaceMember(workspace(), user()),
                            this::createChannel,
                            this::createChannel,
                            () -> new Command.UpdateChannel(channel(), maybe(channelName()), maybe(text())),
                            () -> new Command.ArchiveChannel(channel()),
                            () -> new Command.UnarchiveChannel(channel()),
                            () -> new Command.UnarchiveChannel(channel()),
                            () -> new Command.JoinChannel(channel()),
                            () -> new Command.JoinChannel(channel()),
                            () -> new Command.LeaveChannel(channel()),
                            () -> new Command.AddChannelMember(channel(), user()),
                            () -> new Command.AddChannelMember(channel(), user()),
                            () -> new Command.RemoveChannelMember(channel(), user()),
                            () -> new Command.SetChannelRole(channel(), user(), oneOf(List.of(ChannelRole.values()))),
                            () -> new Command.CreateGroup(oneOf(List.of("crew", "staff", "team")), text()),
                            () -> random.nextInt(4) == 0
                                    ? new Command.DeleteGroup(group())
                                    : new Command.UpdateGroup(group(), maybe("crew"), maybe(text())),
                            () -> new Command.AddGroupMember(group(), groupMember()),
                            () -> new Command.AddGroupMember(group(), groupMember()),
                            () -> new Command.RemoveGroupMember(group(), groupMember()),
                            () -> new Command.RemoveGroupMember(group(), groupMember()),
                            () -> new Command.SetGroupRights(
                                    group(),
                                    random.nextInt(3) == 0
                                            ? List.of()
                                            : List.of(new Grant(oneOf(List.of(Right.values())), maybe(workspace())))),
                            this::importMessages,
                            this::importMessages,
                            () -> new Command.UpdateMessage(message(), text()),
                            () -> new Command.DeleteMessage(message()),
                            () -> new Command.DeleteMessage(message()),
                            () -> new Command.React(message(), emoji()),
                            () -> new Command.React(message(), emoji()),
                            () -> new Command.Unreact(message(), emoji()),
                            this::takeBack,
                            this::takeBack,
                            () -> new Command.ToggleReaction(message(), emoji()),
                            () -> new Command.PinMessage(message()),
                            () -> new Command.PinMessage(message()),
                            () -> new Command.UnpinMessage(message()),
                            () -> new Command.UnpinMessage(pinned()),
                            () -> new Command.MarkMentionsRead(channel(), maybe(message())),
                            () -> new Command.MarkMentionsRead(channel(), Optional.empty()),
                            () -> new Command.MarkMentionsRead(channel(), Optional.empty()),
                            this::markRead,
                            this::markRead,
                            () -> new Command.OpenSession(user(), "hash", Duration.ofHours(1)),
                            () -> new Command.OpenSession(user(), "hash", Duration.ofHours(1)),
                            () -> new Command.RevokeSession(session())))
                    .get();
        }

        private Command addWorkspaceMember() {
            return new Command.AddWorkspaceMember(workspace(), user(), oneOf(List.of(WorkspaceRole.values())));
        }

        private Command createChannel() {
            ChannelKind kind = oneOf(List.of(ChannelKind.values()));
            return kind.direct()
                    ? new Command.CreateChannel(
                            workspace(),
                            kind,
                            Optional.empty(),
                            "",
                            kind == ChannelKind.DM ? List.of(user()) : List.of(user(), user()))
                    : new Command.CreateChannel(workspace(), kind, Optional.of(channelName()), text(), List.of());
        }

        private Command importMessages() {
            List<Command.ImportMessages.Imported> messages = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                messages.add(new Command.ImportMessages.Imported(
                        "key " + random.nextInt(40),
                        user(),
                        new Command.ImportMessages.Imported.Content(
                                text(),
                                RulesFixture.BEGIN.minusSeconds(random.nextInt(1000)),
                                maybe(RulesFixture.BEGIN)),
                        random.nextInt(3) == 0 ? Optional.of("key " + random.nextInt(40)) : Optional.empty(),
                        random.nextInt(4) == 0,
                        random.nextBoolean() ? List.of(new Reaction(emoji(), List.of(user()))) : List.of()));
            }
            return random.nextBoolean()
                    ? new Command.ImportMessages(channel(), messages)
                    : new Command.ImportConversation(workspace(), List.of(user(), user(), user()), messages);
        }

        /** An existing reaction, possibly not the caller's. */
        private Command takeBack() {
            List<Message> reacted = stage.world.messages().stream()
                    .filter(message -> !message.reactions().isEmpty())
                    .toList();
            if (reacted.isEmpty()) {
                return new Command.Unreact(message(), emoji());
            }
            Message message = oneOf(reacted);
            return new Command.Unreact(message.id(), oneOf(message.reactions()).emoji());
        }

        private MessageId pinned() {
            return or(
                    stage.world.messages().stream()
                            .filter(Message::pinned)
                            .map(Message::id)
                            .toList(),
                    new MessageId(IdRange.MAX));
        }

        private Command markRead() {
            return stage.world
                    .message(message())
                    .map(message -> new Command.MarkRead(message.channelId(), message.id()))
                    .orElseGet(() -> new Command.MarkRead(channel(), message()));
        }

        private String text() {
            return oneOf(List.of(
                    "hello",
                    "@alice and @bob",
                    "see `@alice`",
                    "@carol, @dave. @erin",
                    "@frank",
                    "?",
                    "@channel",
                    "@here @bob"));
        }

        private String channelName() {
            return oneOf(List.of("general", "random", "Secret", "plans"));
        }

        private String emoji() {
            return oneOf(List.of("👍", ":tada:", "🇩🇪"));
        }

        private <T> Optional<T> maybe(T value) {
            return random.nextBoolean() ? Optional.of(value) : Optional.empty();
        }

        private UserId user() {
            return or(people, new UserId(IdRange.MAX));
        }

        private SessionId session() {
            return or(
                    people.stream()
                            .flatMap(user -> stage.world.sessions(user).stream())
                            .map(Session::id)
                            .toList(),
                    new SessionId(IdRange.MAX));
        }

        private GroupId group() {
            return or(stage.world.groups().stream().map(Group::id).toList(), new GroupId(IdRange.MAX));
        }

        private GroupMember groupMember() {
            return random.nextBoolean() ? new GroupMember.Person(user()) : new GroupMember.Nested(group());
        }

        private WorkspaceId workspace() {
            return or(stage.world.workspaces().stream().map(Workspace::id).toList(), new WorkspaceId(IdRange.MAX));
        }

        private ChannelId channel() {
            return or(stage.world.channels().stream().map(Channel::id).toList(), new ChannelId(IdRange.MAX));
        }

        private MessageId message() {
            return or(stage.world.messages().stream().map(Message::id).toList(), new MessageId(IdRange.MAX));
        }

        private <T> T or(List<T> known, T unknown) {
            return known.isEmpty() || random.nextInt(50) == 0 ? unknown : oneOf(known);
        }

        private <T> T oneOf(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }

    /** Invariants of every state to which the rules lead. */
    private record Invariants(MemoryWorld world) {
        void hold() {
            assertAll(
                    () -> staysFollowEachOther(world.channelStays()),
                    () -> staysFollowEachOther(world.workspaceStays()),
                    this::channelMembersAreWorkspaceMembers,
                    this::everyWorkspaceHasAnOwner,
                    this::somebodyIsAdministrator,
                    this::noGroupIsInItself,
                    this::ordinalsAreDense,
                    this::readStatesAreWithinBounds,
                    this::namesAreUnique,
                    this::directMessagesAreUniqueAndWhole,
                    this::threadsCountTheirReplies);
        }

        private static <P> void staysFollowEachOther(List<MemoryWorld.Stay<P>> stays) {
            Map<Map.Entry<P, UserId>, LogPosition> leftAt = new HashMap<>();
            for (MemoryWorld.Stay<P> stay : stays) {
                assertTrue(stay.joined.compareTo(stay.left) < 0, () -> "stay in " + stay.place + " of " + stay.user);
                LogPosition before = leftAt.put(Map.entry(stay.place, stay.user), stay.left);
                assertTrue(before == null || before.compareTo(stay.joined) <= 0, () -> "overlap in " + stay.place);
            }
        }

        private void channelMembersAreWorkspaceMembers() {
            for (Channel channel : world.channels()) {
                for (ChannelMember member : world.channelMembers(channel.id())) {
                    assertTrue(
                            world.workspaceRole(channel.workspaceId(), member.userId())
                                    .isPresent(),
                            member::toString);
                }
            }
        }

        private void everyWorkspaceHasAnOwner() {
            for (Workspace workspace : world.workspaces()) {
                assertTrue(
                        world.workspaceMembers(workspace.id()).stream()
                                .anyMatch(member -> member.role() == WorkspaceRole.OWNER),
                        workspace::toString);
            }
        }

        private void somebodyIsAdministrator() {
            assertTrue(!world.admins().isEmpty());
        }

        private void noGroupIsInItself() {
            GroupGraph grouping = GroupGraph.of(world);
            for (Group group : world.groups()) {
                for (GroupId inner : world.groupsIn(group.id())) {
                    assertTrue(!grouping.below(inner).contains(group.id()), group::toString);
                }
            }
        }

        private void ordinalsAreDense() {
            for (Channel channel : world.channels()) {
                assertEquals(
                        LongStream.rangeClosed(1, channel.lastNo()).boxed().toList(), world.ordinals(channel.id()));
            }
        }

        private void readStatesAreWithinBounds() {
            for (Channel channel : world.channels()) {
                for (ChannelMember member : world.channelMembers(channel.id())) {
                    ReadState state = world.readState(member.userId(), channel.id());
                    assertTrue(state.readNo() <= channel.lastNo(), state::toString);
                    assertTrue(state.readBroadcastNo() <= channel.broadcastNo(), state::toString);
                    assertTrue(
                            state.readBroadcastNo() >= world.broadcastsUpTo(channel.id(), state.readNo()),
                            state::toString);
                    assertEquals(
                            world.mentionsAfter(member.userId(), channel.id(), state.lastRead()),
                            state.mentions(),
                            state::toString);
                }
            }
        }

        private void namesAreUnique() {
            unique(world.users().stream().map(User::username).toList());
            unique(world.channels().stream()
                    .filter(channel -> channel.name().isPresent())
                    .map(channel ->
                            Map.entry(channel.workspaceId(), channel.name().orElseThrow()))
                    .toList());
        }

        private void directMessagesAreUniqueAndWhole() {
            List<Channel> direct = world.channels().stream()
                    .filter(channel -> channel.kind().direct())
                    .toList();
            unique(direct.stream()
                    .map(channel -> Map.entry(channel.workspaceId(), channel.memberIds()))
                    .toList());
            for (Channel channel : direct) {
                List<UserId> inWorkspace = channel.memberIds().stream()
                        .filter(user ->
                                world.workspaceRole(channel.workspaceId(), user).isPresent())
                        .toList();
                assertEquals(
                        inWorkspace,
                        world.channelMembers(channel.id()).stream()
                                .map(ChannelMember::userId)
                                .toList());
            }
        }

        private void threadsCountTheirReplies() {
            for (Message parent : world.messages()) {
                List<Message> replies = world.messages().stream()
                        .filter(message -> message.parentId().equals(Optional.of(parent.id())))
                        .toList();
                assertEquals(replies.size(), parent.replyCount());
                assertEquals(
                        replies.stream().map(Message::createdAt).max(Comparator.naturalOrder()), parent.lastReplyAt());
            }
        }

        private static void unique(Collection<?> values) {
            assertEquals(new HashSet<>(values).size(), values.size(), values::toString);
        }
    }
}
