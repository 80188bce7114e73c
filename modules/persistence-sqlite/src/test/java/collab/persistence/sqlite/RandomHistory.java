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

/** Six people who come, go and talk at random, and an oracle that learns from the log alone who was where. */
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

    void begin() {
        Team team = new Team(ledger);
        for (int i = 0; i < 6; i++) {
            Caller.Person person = team.person("person" + i);
            people.add(person);
            team.does(
                    Caller.SYSTEM,
                    new Command.GrantRight(person.userId(), new Grant(Right.WORKSPACE_ADMIN, Optional.empty())));
        }
        team.workspace(people.get(0), "One");
        team.workspace(people.get(1), "Two");
    }

    void goOn(Ledger reopened) {
        ledger = reopened;
    }

    List<UserId> people() {
        return people.stream().map(Caller.Person::userId).toList();
    }

    Oracle oracle() {
        return oracle;
    }

    /** What the rules refuse is part of the history: it must leave no trace. */
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

    /** Memberships, told from nothing but the events in which people gain and lose places, one whole copy per position. */
    static final class Oracle {
        private record Moment(Map<Long, Set<UserId>> workspaces, Map<Long, Set<UserId>> channels) {}

        private final TreeMap<Long, Moment> moments = new TreeMap<>(Map.of(0L, new Moment(Map.of(), Map.of())));

        void follow(List<LoggedEvent> log) {
            for (LoggedEvent logged : log) {
                if (logged.seq().value() > moments.lastKey()) {
                    moments.put(logged.seq().value(), next(moments.lastEntry().getValue(), logged));
                }
            }
        }

        private static Moment next(Moment last, LoggedEvent logged) {
            Event event = parse(logged);
            return switch (event.getPayloadCase()) {
                case WORKSPACE_ADDED ->
                    new Moment(
                            with(
                                    last.workspaces(),
                                    event.getWorkspaceAdded().getWorkspace().getId(),
                                    logged),
                            last.channels());
                case WORKSPACE_REMOVED ->
                    new Moment(
                            without(
                                    last.workspaces(),
                                    event.getWorkspaceRemoved().getWorkspaceId(),
                                    logged),
                            last.channels());
                case CHANNEL_ADDED ->
                    new Moment(
                            last.workspaces(),
                            with(
                                    last.channels(),
                                    event.getChannelAdded().getChannel().getId(),
                                    logged));
                case CHANNEL_REMOVED ->
                    new Moment(
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
            Moment moment = moments.floorEntry(event.seq().value()).getValue();
            return switch (event.audience()) {
                case Audience.Listed listed -> listed.users().contains(user);
                case Audience.OfChannel channel ->
                    moment.channels()
                            .getOrDefault(channel.channelId().value(), Set.of())
                            .contains(user);
                case Audience.OfWorkspace workspace ->
                    moment.workspaces()
                            .getOrDefault(workspace.workspaceId().value(), Set.of())
                            .contains(user);
                case Audience.Peers peers ->
                    peersOf(peers.userId(), event.seq()).contains(user);
            };
        }

        Set<UserId> peersOf(UserId user, LogPosition at) {
            Set<UserId> peers = new HashSet<>(Set.of(user));
            for (Set<UserId> members :
                    moments.floorEntry(at.value()).getValue().workspaces().values()) {
                if (members.contains(user)) {
                    peers.addAll(members);
                }
            }
            return peers;
        }

        Memberships.Places placesOf(UserId user, LogPosition at) {
            Moment moment = moments.floorEntry(at.value()).getValue();
            Set<WorkspaceId> workspaces = new HashSet<>();
            moment.workspaces().forEach((id, members) -> {
                if (members.contains(user)) {
                    workspaces.add(new WorkspaceId(id));
                }
            });
            Set<ChannelId> channels = new HashSet<>();
            moment.channels().forEach((id, members) -> {
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
