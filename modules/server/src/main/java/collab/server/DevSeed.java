package collab.server;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The accounts of dev mode: Alice (1, administrator), Bob (2), Carol (3) and Dave (4), in the workspace General (1) with its
 * channel #general (1). Runs at each start and creates what is missing, through the same rules as every command. A workspace that
 * people have changed is left alone.
 */
final class DevSeed {
    private static final List<String> NAMES = List.of("Alice", "Bob", "Carol", "Dave");

    /** Long enough to create the workspace. */
    private static final Duration SESSION_LIFETIME = Duration.ofMinutes(1);

    private final Persistence persistence;

    private DevSeed(Persistence persistence) {
        this.persistence = persistence;
    }

    static void create(Persistence persistence) {
        new DevSeed(persistence).create();
    }

    private void create() {
        List<UserId> people = new ArrayList<>();
        for (String name : NAMES) people.add(person(name));
        UserId alice = people.getFirst();
        submit(Caller.SYSTEM, new Command.GrantRight(alice, new Grant(Right.ADMIN, Optional.empty())));
        if (isComplete(alice)) return;
        Session session = session(alice);
        Caller caller = new Caller.Person(alice, session.id());
        addMembers(caller, workspace(caller, alice), people.subList(1, people.size()));
        submit(Caller.SYSTEM, new Command.RevokeSession(session.id()));
    }

    private UserId person(String name) {
        String username = name.toLowerCase(Locale.ROOT);
        return persistence
                .snapshots()
                .read(snapshot -> snapshot.userByName(username))
                .map(User::id)
                .orElseGet(() -> expect(User.class, submit(Caller.SYSTEM, new Command.CreateUser(username, name)))
                        .id());
    }

    /** Whether there is nothing to do: people have changed the workspace, or an earlier start has completed it. */
    private boolean isComplete(UserId alice) {
        return persistence.snapshots().read(snapshot -> {
            List<Workspace> workspaces = snapshot.workspacesOf(alice);
            if (workspaces.size() != 1) return !workspaces.isEmpty();
            List<Channel> channels = snapshot.channels(workspaces.getFirst().id());
            return channels.size() != 1
                    || channels.getFirst().lastNo() > 0
                    || snapshot.channelMembers(channels.getFirst().id()).size() == NAMES.size();
        });
    }

    private Workspace workspace(Caller alice, UserId id) {
        return persistence.snapshots().read(snapshot -> snapshot.workspacesOf(id)).stream()
                .findFirst()
                .orElseGet(() -> expect(Workspace.class, submit(alice, new Command.CreateWorkspace("General"))));
    }

    private void addMembers(Caller alice, Workspace general, List<UserId> others) {
        ChannelId channel = persistence
                .snapshots()
                .read(snapshot -> snapshot.channels(general.id()).getFirst().id());
        for (UserId other : others) {
            submit(alice, new Command.AddWorkspaceMember(general.id(), other, WorkspaceRole.MEMBER));
            submit(alice, new Command.AddChannelMember(channel, other));
        }
    }

    /** A session that cannot be used from outside: no token has this hash. */
    private Session session(UserId user) {
        byte[] bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        var open = new Command.OpenSession(user, HexFormat.of().formatHex(bits), SESSION_LIFETIME);
        return expect(Session.class, submit(Caller.SYSTEM, open));
    }

    private Entity submit(Caller caller, Command command) {
        var submission = new Ledger.Submission(caller, command, Optional.empty());
        return switch (persistence.ledger().submit(submission)) {
            case Ledger.Verdict.Committed committed -> committed.commit().result();
            case Ledger.Verdict.Rejected rejected ->
                throw new IllegalStateException("creating the development users was rejected: "
                        + rejected.rejection().detail());
        };
    }

    private static <E extends Entity> E expect(Class<E> kind, Entity entity) {
        if (kind.isInstance(entity)) return kind.cast(entity);
        throw new IllegalStateException(
                "creating the development users expected a " + kind.getSimpleName() + ", got " + entity);
    }
}
