package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Command.ImportMessages.Imported;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.ImportIdentities;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Right;
import collab.domain.model.SourceIdentity;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Imported workspaces, people and channels: identity in the source, and who becomes a member. */
class ImportTargetRulesTest {
    private static final String SOURCE = "slack:T1";

    private final RulesFixture rules = new RulesFixture();
    private final UserId admin = rules.holder("root", Right.ADMIN);
    private final UserId bob = rules.holder("bob", Right.WORKSPACE_MANAGE);
    private final UserId carol = rules.person("carol");
    private final WorkspaceId home = rules.workspace(bob, "Home");

    ImportTargetRulesTest() {
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
    }

    private Command.ImportChannel channel(
            String key, ChannelKind kind, String name, boolean complete, UserId... members) {
        return new Command.ImportChannel(
                new Command.ImportChannel.Location(home, SOURCE, key),
                new Command.ImportChannel.ArchivedChannel(kind, name, "", false),
                List.of(members),
                complete);
    }

    private ChannelId imported(String key) {
        return identities().channel(home, SOURCE, key).orElseThrow().id();
    }

    private ImportIdentities identities() {
        return new ImportIdentities(rules.world);
    }

    private boolean reads(UserId user, ChannelId channel) {
        AccessPolicy policy = new AccessPolicy(rules.world, rules.as(user));
        return policy.channel(channel).filter(policy::reads).isPresent();
    }

    /** A private channel whose name a public channel had was imported into the public one, where every member read it. */
    @Test
    void privateChannelJoinsNoChannelOfThatName() {
        rules.channel(bob, home, ChannelKind.PUBLIC, "board");
        rules.rejected(admin, channel("G1", ChannelKind.PRIVATE, "board", false), Reason.NAME_TAKEN);
        rules.accepted(admin, channel("G1", ChannelKind.PRIVATE, "board-2", false));
        rules.rejected(admin, channel("C1", ChannelKind.PUBLIC, "board-2", false), Reason.NAME_TAKEN);
    }

    /** A channel that became private in the source after an import kept filling the public channel of that import. */
    @Test
    void channelThatBecamePrivateFillsNoPublicChannel() {
        rules.accepted(admin, channel("C1", ChannelKind.PUBLIC, "plans", true));
        rules.rejected(admin, channel("C1", ChannelKind.PRIVATE, "plans", false), Reason.INVALID_VALUE);
        rules.accepted(admin, channel("C1 private", ChannelKind.PRIVATE, "plans-2", true, bob));
        ChannelId apart = imported("C1 private");
        assertTrue(!apart.equals(imported("C1")) && reads(bob, apart) && !reads(carol, apart));
        rules.acceptedWithoutChange(admin, channel("C1 private", ChannelKind.PUBLIC, "plans", true));
        assertTrue(!reads(carol, apart), "a private channel stays private when the source made its channel public");
    }

    @Test
    void publicChannelJoinsPublicChannelOfThatName() {
        ChannelId board = rules.channel(bob, home, ChannelKind.PUBLIC, "board");
        rules.accepted(admin, channel("C1", ChannelKind.PUBLIC, "board", true, carol));
        assertEquals(board, imported("C1"));
        assertEquals(Optional.of(ChannelRole.MEMBER), rules.world.channelRole(board, carol));
    }

    /** Two sources had a public channel of one name; a guest of one read the messages of the other. */
    @Test
    void guestOfOneSourceReadsNothingOfAnother() {
        UserId guest = rules.person("guest");
        rules.enroll(home, guest, WorkspaceRole.GUEST);
        ChannelId plans = rules.channel(bob, home, ChannelKind.PUBLIC, "plans");
        rules.send(bob, plans, "of this server");
        rules.accepted(admin, channel("C1", ChannelKind.PUBLIC, "plans", true, guest, carol));
        assertTrue(!reads(guest, plans) && reads(carol, plans));

        rules.accepted(admin, channel("C2", ChannelKind.PUBLIC, "ideas", true, guest));
        assertTrue(reads(guest, imported("C2")), "the channel has only what the guest read in the source");
        rules.rejected(
                admin,
                new Command.ImportChannel(
                        new Command.ImportChannel.Location(home, "slack:T2", "C2"),
                        new Command.ImportChannel.ArchivedChannel(ChannelKind.PUBLIC, "ideas", "", false),
                        List.of(),
                        false),
                Reason.NAME_TAKEN);
    }

    /** The importing administrator became the owner of every private channel of an archive. */
    @Test
    void importerReadsNoImportedPrivateChannel() {
        rules.enroll(home, admin, WorkspaceRole.MEMBER);
        rules.accepted(admin, channel("G1", ChannelKind.PRIVATE, "salaries", false));
        ChannelId salaries = imported("G1");
        rules.accepted(
                admin,
                new Command.ImportMessages(
                        salaries,
                        List.of(new Imported(
                                "1",
                                bob,
                                new Imported.Content("secret", Instant.parse("2020-01-01T00:00:00Z"), Optional.empty()),
                                Optional.empty(),
                                false,
                                List.of()))));
        rules.accepted(admin, channel("G1", ChannelKind.PRIVATE, "salaries", true, bob));
        assertTrue(!reads(admin, salaries) && !reads(carol, salaries) && reads(bob, salaries));
        assertEquals(Optional.of(ChannelRole.OWNER), rules.world.channelRole(salaries, bob), "its members manage it");
        assertEquals(0, rules.world.readState(bob, salaries).mentions());
    }

    /** After the import the channel is in use: an administrator could let themselves in. */
    @Test
    void completeImportAddsNobodyToPrivateChannel() {
        rules.accepted(admin, channel("G1", ChannelKind.PRIVATE, "salaries", true, bob));
        rules.acceptedWithoutChange(admin, channel("G1", ChannelKind.PRIVATE, "salaries", true, bob, carol));
        assertTrue(!reads(carol, imported("G1")));
    }

    @Test
    void repeatedImportFindsRenamedChannel() {
        rules.accepted(admin, channel("C1", ChannelKind.PUBLIC, "plans", true));
        ChannelId plans = imported("C1");
        rules.accepted(bob, new Command.UpdateChannel(plans, Optional.of("ideas"), Optional.empty()));
        rules.acceptedWithoutChange(admin, channel("C1", ChannelKind.PUBLIC, "plans", true));
        assertEquals(plans, imported("C1"));
    }

    /** An archive of this server must not open a private channel to an administrator who is not in it. */
    @Test
    void privateChannelOfThisServerNeedsItsMember() {
        ChannelId secret = rules.channel(bob, home, ChannelKind.PRIVATE, "secret");
        String source = ImportIdentities.source(rules.world.workspace(home).orElseThrow());
        Command.ImportChannel own = new Command.ImportChannel(
                new Command.ImportChannel.Location(home, source, secret.toString()),
                new Command.ImportChannel.ArchivedChannel(ChannelKind.PRIVATE, "secret", "", false),
                List.of(carol),
                false);
        rules.rejected(admin, own, Reason.CHANNEL_NOT_FOUND);
        rules.rejected(admin, own, Reason.CHANNEL_NOT_FOUND);
        assertTrue(!reads(carol, secret));
    }

    @Test
    void workspacesAreIdentifiedBySourceNotByName() {
        rules.accepted(admin, new Command.ImportWorkspace("a", "team", "Acme", Optional.empty(), false));
        rules.accepted(admin, new Command.ImportWorkspace("b", "team", "Acme", Optional.empty(), false));
        rules.acceptedWithoutChange(admin, new Command.ImportWorkspace("a", "team", "Acme", Optional.empty(), false));
        Workspace first = identities().workspace("a", "team").orElseThrow();
        assertTrue(!first.equals(identities().workspace("b", "team").orElseThrow()));
    }

    /** A repeated import added people again whom members had removed, because it did not know that it was a repetition. */
    @Test
    void completeWorkspaceStaysComplete() {
        rules.accepted(admin, new Command.ImportWorkspace("a", "team", "Acme", Optional.empty(), false));
        SourceIdentity team = SourceIdentity.ofWorkspace("a", "team");
        assertEquals(Optional.of(false), rules.world.importTarget(team).map(SourceIdentity.Target::complete));
        rules.accepted(admin, new Command.ImportWorkspace("a", "team", "Acme", Optional.empty(), true));
        assertEquals(Optional.of(true), rules.world.importTarget(team).map(SourceIdentity.Target::complete));
        rules.acceptedWithoutChange(admin, new Command.ImportWorkspace("a", "team", "Acme", Optional.empty(), false));
        assertEquals(Optional.of(true), rules.world.importTarget(team).map(SourceIdentity.Target::complete));
    }

    @Test
    void ownWorkspaceIsComplete() {
        String source = ImportIdentities.source(rules.world.workspace(home).orElseThrow());
        rules.accepted(admin, new Command.ImportWorkspace(source, home.toString(), "Home", Optional.of(home), false));
        assertEquals(
                Optional.of(true),
                rules.world
                        .importTarget(SourceIdentity.ofWorkspace(source, home.toString()))
                        .map(SourceIdentity.Target::complete));
    }

    @Test
    void personIsFoundUnderTheirKeyAgain() {
        Command.ImportPeople people = new Command.ImportPeople(
                SOURCE,
                List.of(
                        new Command.ImportPeople.ArchivedPerson("U1", "jose", "José", Optional.empty()),
                        new Command.ImportPeople.ArchivedPerson("U2", "jose-2", "Jose", Optional.empty()),
                        new Command.ImportPeople.ArchivedPerson("U3", "bob", "Bob", Optional.of(bob))));
        rules.accepted(admin, people);
        rules.acceptedWithoutChange(admin, people);
        assertEquals("jose", identities().person(SOURCE, "U1").orElseThrow().username());
        assertEquals("jose-2", identities().person(SOURCE, "U2").orElseThrow().username());
        assertEquals(bob, identities().person(SOURCE, "U3").orElseThrow().id());
        rules.rejected(
                admin,
                new Command.ImportPeople(
                        SOURCE, List.of(new Command.ImportPeople.ArchivedPerson("U4", "bob", "Bob", Optional.empty()))),
                Reason.NAME_TAKEN);
    }

    @Test
    void archivedChannelTakesMembersAndMessagesOfItsImport() {
        Command.ImportChannel old = new Command.ImportChannel(
                new Command.ImportChannel.Location(home, SOURCE, "C9"),
                new Command.ImportChannel.ArchivedChannel(ChannelKind.PUBLIC, "old", "", true),
                List.of(carol),
                true);
        rules.accepted(admin, old);
        Channel channel = rules.world.channel(imported("C9")).orElseThrow();
        assertTrue(channel.archived());
        assertEquals(Optional.of(ChannelRole.MEMBER), rules.world.channelRole(channel.id(), carol));
    }

    /** An archived channel of the source archived the channel in use that has its name here, at each import again. */
    @Test
    void importArchivesOnlyItsOwnChannelsAndOnlyOnce() {
        ChannelId random = rules.channel(bob, home, ChannelKind.PUBLIC, "random");
        rules.send(bob, random, "in use");
        rules.accepted(admin, archived("C1", "random"));
        assertTrue(!rules.world.channel(random).orElseThrow().archived());

        rules.accepted(admin, archived("C2", "old"));
        assertTrue(rules.world.channel(imported("C2")).orElseThrow().archived());
        rules.accepted(bob, new Command.UnarchiveChannel(imported("C2")));
        rules.acceptedWithoutChange(admin, archived("C2", "old"));
        assertTrue(!rules.world.channel(imported("C2")).orElseThrow().archived());
    }

    /** An empty channel in use, as each new workspace has one, was archived when its import was interrupted and repeated. */
    @Test
    void repeatedImportArchivesNoEmptyChannelThatExisted() {
        ChannelId empty = rules.channel(bob, home, ChannelKind.PUBLIC, "plans");
        Command.ImportChannel interrupted = archived("C1", "plans", false);
        rules.accepted(admin, interrupted);
        rules.acceptedWithoutChange(admin, interrupted);
        rules.accepted(admin, archived("C1", "plans"));
        assertTrue(!rules.world.channel(empty).orElseThrow().archived());
    }

    private Command.ImportChannel archived(String key, String name) {
        return archived(key, name, true);
    }

    private Command.ImportChannel archived(String key, String name, boolean complete) {
        return new Command.ImportChannel(
                new Command.ImportChannel.Location(home, SOURCE, key),
                new Command.ImportChannel.ArchivedChannel(ChannelKind.PUBLIC, name, "", true),
                List.of(),
                complete);
    }
}
