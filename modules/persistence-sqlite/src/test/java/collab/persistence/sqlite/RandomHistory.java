package collab.persistence.sqlite;

import collab.domain.Audience;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Ledger;
import collab.persistence.Ledger.Submission;
import collab.persistence.LoggedEvent;
import collab.persistence.Memberships;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Random commands of six users, and an oracle that derives the memberships from the log alone. */
final class RandomHistory {
    private final Random random;
    private final Oracle oracle = new Oracle();
    private final List<Caller.Person> people = new ArrayList<>();
    private Ledger ledger;
    private int made;

    RandomHistory(Ledger ledger, Random random) {
        this.ledger = ledger;
        this.random = random;
    }

    void createUsers() {
        LedgerFixture fixture = new LedgerFixture(ledger);
        for (int i = 0; i < 6; i++) {
            Caller.Person person = fixture.createUser("person" + i);
            people.add(person);
            fixture.execute(
                    Caller.SYSTEM,
                    new Command.GrantRight(person.userId(), new Grant(Right.WORKSPACE_ADMIN, Optional.empty())));
        }
        fixture.createWorkspace(people.get(0), "One");
        fixture.createWorkspace(people.get(1), "Two");
    }

    void continueWith(Ledger reopened) {
        ledger = reopened;
    }

    List<UserId> people() {
        return people.stream().map(Caller.Person::userId).toList();
    }

    Oracle oracle() {
        return oracle;
    }

    /** Executes random commands. Rejected commands are part of the history: they must change nothing. */
    void run(int commands) {
        for (int i = 0; i < commands; i++) {
            ledger.submit(new Submission(any(), command(), Optional.empty()));
        }
    }

    private Command command() {
        return switch (random.nextInt(24)) {
            case 0, 1 -> new Command.AddWorkspaceMember(workspace(), any().userId(), WorkspaceRole.MEMBER);
            case 2 -> new Command.RemoveWorkspaceMember(workspace(), any().userId());
            case 3 ->
                new Command.CreateChannel(
                        workspace(), ChannelKind.PUBLIC, Optional.of("channel" + ++made), "", List.of());
            case 4 ->
                new Command.CreateChannel(workspace(), ChannelKind.DM, Optional.empty(), "", List.of(any().userId()));
            case 5, 6 -> new Command.JoinChannel(channel());
            case 7 -> new Command.LeaveChannel(channel());
            case 8 -> new Command.AddChannelMember(channel(), any().userId());
            case 9 -> new Command.SetStatusText("status " + ++made);
            case 10 -> new Command.DeleteMessage(new MessageId(1 + random.nextInt(60)));
            case 11 -> new Command.React(new MessageId(1 + random.nextInt(60)), "👍");
            default -> new Command.SendMessage(channel(), "@person" + random.nextInt(6) + " hi", Optional.empty());
        };
    }

    private Caller.Person any() {
        return people.get(random.nextInt(people.size()));
    }

    private WorkspaceId workspace() {
        return new WorkspaceId(1 + random.nextInt(3));
    }

    private ChannelId channel() {
        return new ChannelId(1 + random.nextInt(15));
    }

    /** The memberships at each position, derived from the events that begin and end them; one full copy per change. */
    static final class Oracle {
        private record State(Map<Long, Set<UserId>> workspaces, Map<Long, Set<UserId>> channels) {}

        private final TreeMap<Long, State> states = new TreeMap<>(Map.of(0L, new State(Map.of(), Map.of())));

        void follow(List<LoggedEvent> log) {
            for (LoggedEvent logged : log) {
                if (logged.seq().value() > states.lastKey()) {
                    states.put(logged.seq().value(), next(states.lastEntry().getValue(), logged));
                }
            }
        }

        private static State next(State last, LoggedEvent logged) {
            Event event = parse(logged);
            return switch (event.getPayloadCase()) {
                case WORKSPACE_ADDED ->
                    new State(
                            with(
                                    last.workspaces(),
                                    event.getWorkspaceAdded().getWorkspace().getId(),
                                    logged),
                            last.channels());
                case WORKSPACE_REMOVED ->
                    new State(
                            without(
                                    last.workspaces(),
                                    event.getWorkspaceRemoved().getWorkspaceId(),
                                    logged),
                            last.channels());
                case CHANNEL_ADDED ->
                    new State(
                            last.workspaces(),
                            with(
                                    last.channels(),
                                    event.getChannelAdded().getChannel().getId(),
                                    logged));
                case CHANNEL_REMOVED ->
                    new State(
                            last.workspaces(),
                            without(last.channels(), event.getChannelRemoved().getChannelId(), logged));
                default -> last;
            };
        }

        private static Map<Long, Set<UserId>> with(Map<Long, Set<UserId>> places, long place, LoggedEvent logged) {
            Map<Long, Set<UserId>> next = new HashMap<>(places);
            Set<UserId> members = new HashSet<>(next.getOrDefault(place, Set.of()));
            members.addAll(((Audience.Listed) logged.audience()).users());
            next.put(place, members);
            return next;
        }

        private static Map<Long, Set<UserId>> without(Map<Long, Set<UserId>> places, long place, LoggedEvent logged) {
            Map<Long, Set<UserId>> next = new HashMap<>(places);
            Set<UserId> members = new HashSet<>(next.getOrDefault(place, Set.of()));
            members.removeAll(((Audience.Listed) logged.audience()).users());
            next.put(place, members);
            return next;
        }

        boolean addressed(LoggedEvent event, UserId user) {
            State state = states.floorEntry(event.seq().value()).getValue();
            return switch (event.audience()) {
                case Audience.Listed listed -> listed.users().contains(user);
                case Audience.OfChannel channel ->
                    state.channels()
                            .getOrDefault(channel.channelId().value(), Set.of())
                            .contains(user);
                case Audience.OfWorkspace workspace ->
                    state.workspaces()
                            .getOrDefault(workspace.workspaceId().value(), Set.of())
                            .contains(user);
                case Audience.Peers peers ->
                    peersOf(peers.userId(), event.seq()).contains(user);
            };
        }

        Set<UserId> peersOf(UserId user, LogPosition at) {
            Set<UserId> peers = new HashSet<>(Set.of(user));
            for (Set<UserId> members :
                    states.floorEntry(at.value()).getValue().workspaces().values()) {
                if (members.contains(user)) {
                    peers.addAll(members);
                }
            }
            return peers;
        }

        Memberships.Places placesOf(UserId user, LogPosition at) {
            State state = states.floorEntry(at.value()).getValue();
            Set<WorkspaceId> workspaces = new HashSet<>();
            state.workspaces().forEach((id, members) -> {
                if (members.contains(user)) {
                    workspaces.add(new WorkspaceId(id));
                }
            });
            Set<ChannelId> channels = new HashSet<>();
            state.channels().forEach((id, members) -> {
                if (members.contains(user)) {
                    channels.add(new ChannelId(id));
                }
            });
            return new Memberships.Places(workspaces, channels);
        }

        private static Event parse(LoggedEvent logged) {
            try {
                return Event.parseFrom(logged.event());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("event " + logged.seq(), e);
            }
        }
    }
}
