package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.FactorCommand;
import collab.domain.InvitationCommand;
import collab.domain.Rejection;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.domain.audit.Origin;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Grant;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every administrative command leaves one record: who, from where, what, on what. */
class AuditRulesTest {
    private static final Origin BROWSER = Origin.ofClient("203.0.113.7");

    private final RulesFixture rules = new RulesFixture();
    private final UserId admin = rules.holder("root", Right.ADMIN);
    private final UserId bob = rules.person("bob");
    private final UserId carol = rules.person("carol");
    private final WorkspaceId home = rules.workspace(admin, "Home");

    AuditRulesTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
    }

    private List<AuditRecord> records(Caller caller, Command command, Origin origin) {
        return records(Rules.decide(
                rules.world,
                caller,
                command,
                new DecisionContext(rules.now(), rules.world.head().plus(1), new RulesFixture.CountingIds(), origin)));
    }

    private static List<AuditRecord> records(Decision decision) {
        return ((Decision.Accepted) decision)
                .effects().stream()
                        .filter(Effect.Audited.class::isInstance)
                        .map(effect -> ((Effect.Audited) effect).entry())
                        .toList();
    }

    private AuditRecord record(UserId user, Command command) {
        List<AuditRecord> records = records(rules.decide(rules.as(user), command));
        assertEquals(1, records.size(), command.toString());
        return records.getFirst();
    }

    @Test
    void everyCommandIsInOneListOfTheLaw() {
        Set<Class<?>> listed = new HashSet<>();
        for (Set<Class<? extends Command>> list :
                List.of(AuditLaw.ALWAYS, AuditLaw.OF_OTHERS, AuditLaw.NEVER, AuditLaw.BY_CONTENT)) {
            list.forEach(command -> assertTrue(listed.add(command), command + " is in two lists"));
        }
        Set<Class<?>> commands = new HashSet<>();
        for (Class<?> subject : Command.class.getPermittedSubclasses()) {
            commands.addAll(List.of(subject.getPermittedSubclasses()));
        }
        assertEquals(commands, listed);
    }

    @Test
    void recordNamesActorSessionAddressAndTarget() {
        Caller caller = rules.as(admin);
        AuditRecord record =
                records(caller, new Command.DeactivateUser(bob), BROWSER).getFirst();
        assertEquals(AuditAction.ACCOUNT_DEACTIVATED, record.action());
        assertEquals(Optional.of(AuditTarget.of(bob)), record.target());
        assertEquals(Optional.of("203.0.113.7"), record.address());
        assertEquals(AuditActor.user(admin, Optional.of(((Caller.Person) caller).sessionId())), record.actor());
        assertEquals(rules.now(), record.at());
    }

    @Test
    void signInIsRecordedAsAnActOfTheUser() {
        Decision.Accepted signedIn =
                rules.accepted(Caller.SYSTEM, new Command.OpenSession(bob, "secret hash", Duration.ofDays(1)));
        AuditRecord record = records(signedIn).getFirst();
        assertEquals(AuditAction.SIGNED_IN, record.action());
        assertEquals(AuditActor.user(bob, Optional.of(((Session) signedIn.result()).id())), record.actor());
        assertTrue(
                records(signedIn).stream().noneMatch(entry -> entry.toString().contains("secret hash")));
    }

    /** The server opens the session of a token in its own name: the record must name the administrator who asked for it. */
    @Test
    void tokenForAnotherUserIsRecordedAsAnActOfItsMaker() {
        Caller.Person maker = (Caller.Person) rules.as(admin);
        var token = new Command.OpenToken(bob, "hash", Duration.ofDays(1), "Deploy", Set.of(Scope.SEND, Scope.READ));
        AuditRecord record = records(Caller.SYSTEM, token, Origin.ofClient("203.0.113.7", maker))
                .getFirst();
        assertEquals(AuditAction.TOKEN_CREATED, record.action());
        assertEquals(AuditActor.user(admin, Optional.of(maker.sessionId())), record.actor());
        assertEquals(Optional.of(AuditTarget.of(bob)), record.target());
        assertTrue(record.detail().endsWith(" scopes=read,send"), record::detail);
        assertTrue(!record.toString().contains("Deploy"), record::toString);
    }

    /** Of a confirmed session and a sign-in by a code the record says how, and never the code. */
    @Test
    void changesAndUsesOfTheSecondFactorAreRecorded() {
        assertEquals(List.of(), records(rules.accepted(bob, new FactorCommand.BeginFactor("sealed secret"))));
        AuditRecord added = records(rules.accepted(bob, new FactorCommand.ConfirmFactor(1, List.of("a mac"))))
                .getFirst();
        assertEquals(AuditAction.SECOND_FACTOR_ADDED, added.action());
        assertEquals(Optional.of(AuditTarget.of(bob)), added.target());
        assertEquals(List.of(), records(rules.accepted(Caller.SYSTEM, new FactorCommand.CountCode(bob))));
        var byCode = new Command.OpenSession(
                bob,
                "hash",
                Duration.ofDays(1),
                Optional.empty(),
                Optional.of(new FactorCommand.Proof.Recovery("a mac")));
        AuditRecord signedIn = records(rules.accepted(Caller.SYSTEM, byCode)).getFirst();
        assertEquals("factor=recovery", signedIn.detail());
        Session session = rules.login(bob);
        AuditRecord confirmed = records(rules.accepted(
                        Caller.SYSTEM,
                        new FactorCommand.ConfirmSession(session.id(), Optional.of(new FactorCommand.Proof.Totp(2)))))
                .getFirst();
        assertEquals(AuditAction.SESSION_CONFIRMED, confirmed.action());
        assertEquals(AuditActor.user(bob, Optional.of(session.id())), confirmed.actor());
        assertEquals("factor=totp", confirmed.detail());
        AuditRecord reset = records(rules.accepted(admin, new FactorCommand.ResetFactor(bob)))
                .getFirst();
        assertEquals(AuditAction.SECOND_FACTOR_RESET, reset.action());
        assertEquals(Optional.of(AuditTarget.of(bob)), reset.target());
    }

    @Test
    void commandOfTheOperatorIsRecordedAsSuch() {
        var reset = new AccountCommand.IssueResetLink(bob, "hash", Duration.ofHours(1));
        AuditRecord record = records(Caller.SYSTEM, reset, Origin.OPERATOR).getFirst();
        assertEquals(AuditActor.of(AuditActor.Kind.CLI), record.actor());
        assertEquals(AuditAction.RESET_LINK_MADE, record.action());
    }

    @Test
    void ownSessionIsSignedOutAndAnotherIsRevoked() {
        Session own = rules.world.sessions(bob).getFirst();
        Session other = rules.login(bob);
        assertEquals(
                AuditAction.SIGNED_OUT,
                record(bob, new Command.RevokeSession(own.id())).action());
        AuditRecord revoked = record(bob, new Command.RevokeSession(other.id()));
        assertEquals(AuditAction.SESSION_REVOKED, revoked.action());
        assertEquals("session=" + other.id(), revoked.detail());
    }

    @Test
    void changesOfOthersAreRecordedAndOwnOnesAreNot() {
        ChannelId channel = rules.channel(admin, home, ChannelKind.PUBLIC, "plans");
        rules.accepted(admin, new Command.AddChannelMember(channel, bob));
        Message message = rules.send(bob, channel, "a text that must not be in the log");
        AuditRecord deleted = record(admin, new Command.DeleteMessage(message.id()));
        assertEquals(Optional.of(home), deleted.workspaceId());
        assertEquals("channel=" + channel + " author=" + bob, deleted.detail());
        assertEquals(List.of(), records(rules.decide(rules.as(bob), new Command.DeleteMessage(message.id()))));
        assertEquals(List.of(), records(rules.decide(rules.as(bob), new Command.RemoveChannelMember(channel, bob))));
        assertEquals(
                "user=" + bob,
                record(admin, new Command.RemoveChannelMember(channel, bob)).detail());
        var renamed = new Command.UpdateUser(bob, Optional.of("Robert"), Optional.empty());
        assertEquals(List.of(), records(rules.decide(rules.as(bob), renamed)));
        assertEquals(AuditAction.ACCOUNT_UPDATED, record(admin, renamed).action());
    }

    @Test
    void roleOfAMemberIsRecordedAsAChange() {
        AuditRecord role = record(admin, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.OWNER));
        assertEquals(AuditAction.WORKSPACE_ROLE_SET, role.action());
        assertEquals("role=owner", role.detail());
        UserId dave = rules.person("dave");
        assertEquals(
                AuditAction.WORKSPACE_MEMBER_ADDED,
                record(admin, new Command.AddWorkspaceMember(home, dave, WorkspaceRole.GUEST))
                        .action());
    }

    @Test
    void lastMemberWhoLeavesDeletesTheWorkspace() {
        WorkspaceId lonely = rules.workspace(admin, "Lonely");
        assertEquals(
                AuditAction.WORKSPACE_DELETED,
                record(admin, new Command.RemoveWorkspaceMember(lonely, admin)).action());
        assertEquals(List.of(), records(rules.decide(rules.as(bob), new Command.RemoveWorkspaceMember(home, bob))));
    }

    @Test
    void useOfAnInvitationNamesTheNewAccountAndItsSession() {
        var bounds = new InvitationCommand.CreateInvitation.Bounds(Duration.ofDays(1), 5);
        Invitation invitation = (Invitation) rules.accepted(
                        admin,
                        new InvitationCommand.CreateInvitation(
                                home, WorkspaceRole.MEMBER, List.of(), bounds, "token hash"))
                .result();
        Decision.Accepted joined = rules.accepted(
                Caller.SYSTEM,
                new InvitationCommand.JoinByInvitation(
                        "token hash",
                        new AccountCommand.NewAccount("zoe", "Zoe Z.", Optional.of("password hash")),
                        new AccountCommand.NewSession("session hash", Duration.ofDays(1), Optional.of("Firefox"))));
        Session session = (Session) joined.result();
        AuditRecord record = records(joined).getFirst();
        assertEquals(AuditActor.user(session.userId(), Optional.of(session.id())), record.actor());
        assertEquals(Optional.of(AuditTarget.of(invitation.id())), record.target());
        assertEquals(Optional.of(home), record.workspaceId());
        for (String secret : List.of("hash", "zoe", "Zoe", "Firefox")) {
            assertTrue(!record.toString().contains(secret), record::toString);
        }
    }

    @Test
    void commandThatChangesNothingLeavesNoRecord() {
        rules.accepted(admin, new Command.DeactivateUser(bob));
        assertEquals(List.of(), records(rules.decide(rules.as(admin), new Command.DeactivateUser(bob))));
    }

    @Test
    void rightToReadTheLogIsItsOwn() {
        UserId listener = rules.holder("listener", Right.AUDIT);
        rules.rejected(listener, new AuditCommand.NoteAuditRead(Optional.empty()), Rejection.Reason.PERMISSION_DENIED);
        rules.accepted(Caller.SYSTEM, new Command.GrantRight(bob, new Grant(Right.AUDIT_LOG, Optional.of(home))));
        rules.rejected(bob, new AuditCommand.NoteAuditRead(Optional.empty()), Rejection.Reason.PERMISSION_DENIED);
        AuditRecord read = record(bob, new AuditCommand.NoteAuditRead(Optional.of(home)));
        assertEquals(AuditAction.AUDIT_READ, read.action());
        assertEquals(Optional.of(home), read.workspaceId());
        assertEquals(
                AuditAction.AUDIT_READ,
                record(admin, new AuditCommand.NoteAuditRead(Optional.empty())).action());
    }

    @Test
    void failuresAreRecordedAsSums() {
        var sums = new AuditCommand.NoteFailures(List.of(
                new AuditCommand.NoteFailures.Failures(
                        AuditAction.SIGN_IN_FAILED, Optional.of(bob), Optional.of("203.0.113.0"), 12),
                new AuditCommand.NoteFailures.Failures(
                        AuditAction.SIGN_IN_FAILED, Optional.empty(), Optional.empty(), 900)));
        List<AuditRecord> records = records(rules.accepted(Caller.SYSTEM, sums));
        assertEquals(
                List.of(12L, 900L), records.stream().map(AuditRecord::count).toList());
        assertEquals(Optional.of(AuditTarget.of(bob)), records.getFirst().target());
        rules.rejected(admin, sums, Rejection.Reason.PERMISSION_DENIED);
    }

    @Test
    void accountOfAnImportIsCounted() {
        User user = rules.world.user(carol).orElseThrow();
        var people = new Command.ImportPeople(
                "source",
                Stream.of("1", "2", "3")
                        .map(key -> new Command.ImportPeople.ArchivedPerson(
                                key, "imported" + key, user.displayName(), Optional.empty()))
                        .toList());
        assertEquals(3, record(admin, people).count());
    }
}
