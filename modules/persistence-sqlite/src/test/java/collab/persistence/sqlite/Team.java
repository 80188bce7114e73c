package collab.persistence.sqlite;

import collab.domain.Command;
import collab.domain.Rejection;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Commit;
import collab.persistence.Ledger;
import collab.persistence.Ledger.Operation;
import collab.persistence.Ledger.Submission;
import collab.persistence.Ledger.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** People who work in a store through its ledger, and fail the test when they are refused. */
final class Team {
    private final Ledger ledger;
    private int sessions;

    Team(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A new user with a session. */
    Caller.Person person(String name) {
        User user =
                (User) does(Caller.SYSTEM, new Command.CreateUser(name, name)).result();
        return login(user.id());
    }

    Caller.Person login(UserId user) {
        String hash = "hash-" + user + "-" + ++sessions;
        Session session = (Session) does(Caller.SYSTEM, new Command.OpenSession(user, hash, Duration.ofDays(30)))
                .result();
        return new Caller.Person(user, session.id());
    }

    WorkspaceId workspace(Caller.Person owner, String name) {
        does(
                Caller.SYSTEM,
                new Command.GrantRight(owner.userId(), new Grant(Right.WORKSPACE_MANAGE, Optional.empty())));
        return ((Workspace) does(owner, new Command.CreateWorkspace(name)).result()).id();
    }

    void joins(Caller.Person owner, WorkspaceId workspace, Caller.Person newcomer) {
        does(owner, new Command.AddWorkspaceMember(workspace, newcomer.userId(), WorkspaceRole.MEMBER));
    }

    ChannelId channel(Caller.Person owner, WorkspaceId workspace, String name) {
        return ((Channel) does(
                                owner,
                                new Command.CreateChannel(
                                        workspace, ChannelKind.PUBLIC, Optional.of(name), "", List.of()))
                        .result())
                .id();
    }

    ChannelId direct(Caller.Person owner, WorkspaceId workspace, Caller.Person peer) {
        return ((Channel) does(
                                owner,
                                new Command.CreateChannel(
                                        workspace, ChannelKind.DM, Optional.empty(), "", List.of(peer.userId())))
                        .result())
                .id();
    }

    MessageId says(Caller.Person author, ChannelId channel, String text) {
        return ((Message) does(author, new Command.SendMessage(channel, text, Optional.empty()))
                        .result())
                .id();
    }

    Commit does(Caller caller, Command command) {
        return switch (asks(caller, command)) {
            case Verdict.Committed committed -> committed.commit();
            case Verdict.Refused refused -> throw new AssertionError(command + " was refused: " + refused.why());
        };
    }

    Rejection isRefused(Caller caller, Command command) {
        return switch (asks(caller, command)) {
            case Verdict.Committed committed -> throw new AssertionError(command + " was done: " + committed);
            case Verdict.Refused refused -> refused.why();
        };
    }

    Verdict asks(Caller caller, Command command) {
        return ledger.submit(new Submission(caller, command, Optional.empty()));
    }

    Verdict asks(Caller caller, Command command, Operation operation) {
        return ledger.submit(new Submission(caller, command, Optional.of(operation)));
    }

    static Entity entity(Verdict verdict) {
        return ((Verdict.Committed) verdict).commit().result();
    }
}
