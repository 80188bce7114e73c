package collab.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import collab.domain.rules.Rules;
import collab.domain.rules.RulesFixture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Queries and rules use the same policy: who sees what, and what an administrator does not see. */
class AccessPolicyTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId root = rules.holder("root", Right.ADMIN);
    private final UserId alice = rules.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = rules.person("bob");
    private final UserId guest = rules.person("guest");
    private final UserId outsider = rules.person("outsider");
    private final WorkspaceId home = rules.workspace(alice, "Home");
    private final ChannelId open;
    private final ChannelId secret;
    private final ChannelId direct;

    AccessPolicyTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, guest, WorkspaceRole.GUEST);
        open = rules.channel(alice, home, ChannelKind.PUBLIC, "open");
        secret = rules.channel(alice, home, ChannelKind.PRIVATE, "secret");
        direct = rules.direct(alice, home, bob);
    }

    @Test
    void usersSeeThePeopleOfTheirWorkspaces() {
        assertEquals(List.of(root, alice, bob, guest, outsider), seenUsers(root));
        assertEquals(List.of(alice, bob, guest), seenUsers(alice));
        assertEquals(List.of(alice, bob, guest), seenUsers(guest));
        assertEquals(List.of(outsider), seenUsers(outsider));
    }

    @Test
    void membersAndAdministratorsSeeAWorkspace() {
        for (UserId user : List.of(alice, bob, guest, root)) {
            assertEquals(home, sight(user).workspace(home).orElseThrow().id());
        }
        assertEquals(Optional.empty(), sight(outsider).workspace(home));
    }

    @Test
    void channelsAreVisibleByKindAndMembership() {
        assertEquals(List.of(open, secret, direct), seenChannels(alice));
        assertEquals(List.of(open, direct), seenChannels(bob));
        assertEquals(List.of(), seenChannels(guest));
        assertEquals(List.of(), seenChannels(outsider));
        assertEquals(List.of(open), seenChannels(root));
        rules.accepted(alice, new Command.AddChannelMember(secret, guest));
        assertEquals(List.of(secret), seenChannels(guest));
    }

    @Test
    void administratorFindsAPublicChannelButCannotReadIt() {
        Message said = rules.send(alice, open, "hello");
        assertEquals(Optional.empty(), sight(root).message(said.id()));
        assertEquals(Optional.of(said), sight(bob).message(said.id()));
        assertEquals(Optional.of(said), new AccessPolicy(rules.world, Caller.SYSTEM).message(said.id()));
    }

    @Test
    void serverSeesEverything() {
        AccessPolicy all = new AccessPolicy(rules.world, Caller.SYSTEM);
        for (ChannelId channel : List.of(open, secret, direct)) {
            assertEquals(channel, all.channel(channel).orElseThrow().id());
        }
        assertEquals(outsider, all.user(outsider).orElseThrow().id());
    }

    @Test
    void recallReturnsThePresentEntityWhileItIsVisible() {
        EntityRef ref = new EntityRef.OfChannel(secret);
        rules.accepted(alice, new Command.AddChannelMember(secret, bob));
        rules.accepted(alice, new Command.UpdateChannel(secret, Optional.of("renamed"), Optional.empty()));
        assertEquals(
                rules.world.channel(secret).map(Entity.class::cast), Rules.recall(rules.world, rules.as(bob), ref));
        rules.accepted(alice, new Command.RemoveChannelMember(secret, bob));
        assertEquals(Optional.empty(), Rules.recall(rules.world, rules.as(bob), ref));
    }

    private AccessPolicy sight(UserId user) {
        return new AccessPolicy(rules.world, rules.as(user));
    }

    private List<UserId> seenUsers(UserId user) {
        return rules.world.users().stream()
                .map(User::id)
                .filter(id -> sight(user).user(id).isPresent())
                .toList();
    }

    private List<ChannelId> seenChannels(UserId user) {
        return List.of(open, secret, direct).stream()
                .filter(id -> sight(user).channel(id).isPresent())
                .toList();
    }
}
