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

/** Executes commands in a ledger for tests; a rejected command fails the test. */
final class LedgerFixture {
    private final Ledger ledger;
    private int sessions;

    LedgerFixture(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Creates a user and opens a session for it. */
    Caller.Person createUser(String name) {
        User user = (User)
                execute(Caller.SYSTEM, new Command.CreateUser(name, name)).result();
        return openSession(user.id());
    }

    Caller.Person openSession(UserId user) {
        String hash = "hash-" + user + "-" + ++sessions;
        Session session = (Session) execute(Caller.SYSTEM, new Command.OpenSession(user, hash, Duration.ofDays(30)))
                .result();
        return new Caller.Person(user, session.id());
    }

    WorkspaceId createWorkspace(Caller.Person owner, String name) {
        execute(
                Caller.SYSTEM,
                new Command.GrantRight(owner.userId(), new Grant(Right.WORKSPACE_MANAGE, Optional.empty())));
        return ((Workspace) execute(owner, new Command.CreateWorkspace(name)).result()).id();
    }

    void addMember(Caller.Person owner, WorkspaceId workspace, Caller.Person user) {
        execute(owner, new Command.AddWorkspaceMember(workspace, user.userId(), WorkspaceRole.MEMBER));
    }

    ChannelId createChannel(Caller.Person owner, WorkspaceId workspace, String name) {
        return ((Channel) execute(
                                owner,
                                new Command.CreateChannel(
                                        workspace, ChannelKind.PUBLIC, Optional.of(name), "", List.of()))
                        .result())
                .id();
    }

    ChannelId createDirectChannel(Caller.Person owner, WorkspaceId workspace, Caller.Person peer) {
        return ((Channel) execute(
                                owner,
                                new Command.CreateChannel(
                                        workspace, ChannelKind.DM, Optional.empty(), "", List.of(peer.userId())))
                        .result())
                .id();
    }

    MessageId sendMessage(Caller.Person author, ChannelId channel, String text) {
        return ((Message) execute(author, new Command.SendMessage(channel, text, Optional.empty()))
                        .result())
                .id();
    }

    Commit execute(Caller caller, Command command) {
        return switch (submit(caller, command)) {
            case Verdict.Committed committed -> committed.commit();
            case Verdict.Rejected rejected ->
                throw new AssertionError(command + " was rejected: " + rejected.rejection());
        };
    }

    Rejection rejectionOf(Caller caller, Command command) {
        return switch (submit(caller, command)) {
            case Verdict.Committed committed -> throw new AssertionError(command + " was accepted: " + committed);
            case Verdict.Rejected rejected -> rejected.rejection();
        };
    }

    Verdict submit(Caller caller, Command command) {
        return ledger.submit(new Submission(caller, command, Optional.empty()));
    }

    Verdict submit(Caller caller, Command command, Operation operation) {
        return ledger.submit(new Submission(caller, command, Optional.of(operation)));
    }

    static Entity entity(Verdict verdict) {
        return ((Verdict.Committed) verdict).commit().result();
    }
}
