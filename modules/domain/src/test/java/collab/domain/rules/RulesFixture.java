package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.IdRange;
import collab.domain.id.InvitationId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Grant;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A state with a clock, ids and users, on which tests submit commands. */
public final class RulesFixture {
    static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

    public final MemoryWorld world = new MemoryWorld();
    private Instant now = BEGIN;
    private long lastId;

    /** A new user with a session. */
    public UserId person(String username) {
        UserId user = ((User) accepted(Caller.SYSTEM, new Command.CreateUser(username, username))
                        .result())
                .id();
        login(user);
        return user;
    }

    /** A new user who holds a right in all workspaces. */
    public UserId holder(String username, Right right) {
        UserId user = person(username);
        accepted(Caller.SYSTEM, new Command.GrantRight(user, new Grant(right, Optional.empty())));
        return user;
    }

    Session login(UserId user) {
        return (Session) accepted(Caller.SYSTEM, new Command.OpenSession(user, "hash", Duration.ofDays(1)))
                .result();
    }

    /** The user through their oldest session; through a missing one when they have none. */
    public Caller as(UserId user) {
        return new Caller.Person(
                user, world.sessions(user).stream().findFirst().map(Session::id).orElse(new SessionId(IdRange.MAX)));
    }

    public WorkspaceId workspace(UserId creator, String name) {
        return ((Workspace)
                        accepted(as(creator), new Command.CreateWorkspace(name)).result())
                .id();
    }

    public void enroll(WorkspaceId workspace, UserId user, WorkspaceRole role) {
        accepted(Caller.SYSTEM, new Command.AddWorkspaceMember(workspace, user, role));
    }

    public ChannelId channel(UserId creator, WorkspaceId workspace, ChannelKind kind, String name) {
        return created(creator, new Command.CreateChannel(workspace, kind, Optional.of(name), "", List.of()));
    }

    public ChannelId direct(UserId creator, WorkspaceId workspace, UserId... peers) {
        ChannelKind kind = peers.length == 1 ? ChannelKind.DM : ChannelKind.GROUP_DM;
        return created(creator, new Command.CreateChannel(workspace, kind, Optional.empty(), "", List.of(peers)));
    }

    private ChannelId created(UserId creator, Command.CreateChannel create) {
        return ((Channel) accepted(as(creator), create).result()).id();
    }

    public Message send(UserId author, ChannelId channel, String text) {
        return (Message) accepted(as(author), new Command.SendMessage(channel, text, Optional.empty()))
                .result();
    }

    Message reply(UserId author, Message parent, String text) {
        return (Message)
                accepted(as(author), new Command.SendMessage(parent.channelId(), text, Optional.of(parent.id())))
                        .result();
    }

    /** The decision of the rules; the state stays as it is. */
    Decision decide(Caller caller, Command command) {
        return Rules.decide(
                world, caller, command, new DecisionContext(now, world.head().plus(1), idsAfter(lastId)));
    }

    /** Advances the clock, decides the command and applies its events. */
    Decision submit(Caller caller, Command command) {
        now = now.plusMillis(1);
        CountingIds ids = idsAfter(lastId);
        Decision decision = Rules.decide(
                world, caller, command, new DecisionContext(now, world.head().plus(1), ids));
        lastId = ids.last;
        if (decision instanceof Decision.Accepted accepted) {
            world.apply(accepted, now);
        }
        return decision;
    }

    Decision.Accepted accepted(Caller caller, Command command) {
        return assertInstanceOf(Decision.Accepted.class, submit(caller, command), command.toString());
    }

    public Decision.Accepted accepted(UserId user, Command command) {
        return accepted(as(user), command);
    }

    List<Event> events(UserId user, Command command) {
        return accepted(user, command).events();
    }

    /** What the command changes besides its record in the audit log, which {@link AuditRulesTest} checks. */
    static List<Effect> changes(Decision.Accepted accepted) {
        return accepted.effects().stream()
                .filter(effect -> !(effect instanceof Effect.Audited))
                .toList();
    }

    /** The command is accepted and changes nothing. */
    void acceptedWithoutChange(UserId user, Command command) {
        Decision.Accepted accepted = accepted(user, command);
        assertEquals(List.of(), accepted.events(), command.toString());
        assertEquals(List.of(), accepted.effects(), command.toString());
    }

    Rejection rejected(UserId user, Command command) {
        return rejected(as(user), command);
    }

    Rejection rejected(Caller caller, Command command) {
        return assertInstanceOf(Decision.Rejected.class, submit(caller, command), command.toString())
                .why();
    }

    void rejected(Caller caller, Command command, Rejection.Reason reason) {
        assertEquals(reason, rejected(caller, command).reason());
    }

    /** Lets time pass. */
    void advance(Duration duration) {
        now = now.plus(duration);
    }

    void rejected(UserId user, Command command, Rejection.Reason reason) {
        Rejection why = rejected(user, command);
        assertEquals(reason, why.reason(), () -> command + ": " + why.detail());
    }

    Instant now() {
        return now;
    }

    private static CountingIds idsAfter(long last) {
        CountingIds ids = new CountingIds();
        ids.last = last;
        return ids;
    }

    static final class CountingIds implements DecisionContext.IdSource {
        long last;

        @Override
        public UserId newUser() {
            return new UserId(++last);
        }

        @Override
        public GroupId newGroup() {
            return new GroupId(++last);
        }

        @Override
        public WorkspaceId newWorkspace() {
            return new WorkspaceId(++last);
        }

        @Override
        public ChannelId newChannel() {
            return new ChannelId(++last);
        }

        @Override
        public MessageId newMessage() {
            return new MessageId(++last);
        }

        @Override
        public SessionId newSession() {
            return new SessionId(++last);
        }

        @Override
        public InvitationId newInvitation() {
            return new InvitationId(++last);
        }
    }
}
