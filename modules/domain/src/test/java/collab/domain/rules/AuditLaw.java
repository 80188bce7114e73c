package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.FactorCommand;
import collab.domain.InvitationCommand;
import collab.domain.OwnCommand;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.model.Caller;
import collab.domain.recording.AuditRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the audit log must say about an accepted command. It is written independently of {@link AuditRules}. */
final class AuditLaw {
    /** Commands that are recorded whenever they change something. */
    static final Set<Class<? extends Command>> ALWAYS = Set.of(
            Command.CreateUser.class,
            Command.SetPassword.class,
            Command.DeactivateUser.class,
            Command.ReactivateUser.class,
            Command.GrantRight.class,
            Command.OpenSession.class,
            Command.OpenToken.class,
            Command.RevokeSession.class,
            Command.CreateGroup.class,
            Command.UpdateGroup.class,
            Command.DeleteGroup.class,
            Command.AddGroupMember.class,
            Command.RemoveGroupMember.class,
            Command.SetGroupRights.class,
            Command.CreateWorkspace.class,
            Command.UpdateWorkspace.class,
            Command.DeleteWorkspace.class,
            Command.AddWorkspaceMember.class,
            Command.ArchiveChannel.class,
            Command.UnarchiveChannel.class,
            Command.AddChannelMember.class,
            Command.SetChannelRole.class,
            Command.ImportMessages.class,
            Command.ImportConversation.class,
            Command.ImportWorkspace.class,
            Command.ImportPeople.class,
            Command.ImportChannel.class,
            InvitationCommand.CreateInvitation.class,
            InvitationCommand.RevokeInvitation.class,
            InvitationCommand.AcceptInvitation.class,
            InvitationCommand.JoinByInvitation.class,
            AccountCommand.CompleteSetup.class,
            AccountCommand.IssueResetLink.class,
            AccountCommand.ResetPassword.class,
            AccountCommand.RevokeOtherSessions.class,
            FactorCommand.ConfirmFactor.class,
            FactorCommand.RemoveFactor.class,
            FactorCommand.RenewRecoveryCodes.class,
            FactorCommand.ResetFactor.class,
            FactorCommand.ConfirmSession.class,
            AuditCommand.NoteAuditRead.class);

    /** Commands that are recorded when they concern another user. */
    static final Set<Class<? extends Command>> OF_OTHERS = Set.of(
            Command.UpdateUser.class,
            Command.RemoveWorkspaceMember.class,
            Command.RemoveChannelMember.class,
            Command.DeleteMessage.class);

    /** Commands that are never recorded: what people do every day, and the upkeep of the server. */
    static final Set<Class<? extends Command>> NEVER = Set.of(
            Command.SetStatusText.class,
            Command.CreateChannel.class,
            Command.UpdateChannel.class,
            Command.JoinChannel.class,
            Command.LeaveChannel.class,
            Command.SendMessage.class,
            Command.UpdateMessage.class,
            Command.React.class,
            Command.Unreact.class,
            Command.ToggleReaction.class,
            Command.PinMessage.class,
            Command.UnpinMessage.class,
            Command.MarkRead.class,
            Command.FollowThread.class,
            Command.MarkThreadRead.class,
            Command.MarkMentionsRead.class,
            OwnCommand.MarkUnread.class,
            OwnCommand.MarkThreadUnread.class,
            OwnCommand.MarkAllRead.class,
            OwnCommand.SetDraft.class,
            OwnCommand.SetPreference.class,
            FactorCommand.BeginFactor.class,
            FactorCommand.CountCode.class,
            AccountCommand.IssueSetupLink.class,
            AccountCommand.EndExpiredSessions.class,
            AccountCommand.MarkSessionsSeen.class);

    /** A command with as many records as it has sums. */
    static final Set<Class<? extends Command>> BY_CONTENT = Set.of(AuditCommand.NoteFailures.class);

    private AuditLaw() {}

    static void check(Caller caller, Command command, Decision.Accepted accepted) {
        List<AuditRecord> records = accepted.effects().stream()
                .filter(Effect.Audited.class::isInstance)
                .map(effect -> ((Effect.Audited) effect).entry())
                .toList();
        boolean changed = !accepted.events().isEmpty() || !accepted.effects().isEmpty();
        if (!changed || NEVER.contains(command.getClass())) {
            assertEquals(List.of(), records, "a record of what the log does not record");
        } else if (ALWAYS.contains(command.getClass())) {
            assertEquals(1, records.size(), "an administrative command has one record");
        } else if (OF_OTHERS.contains(command.getClass())) {
            assertTrue(records.size() <= 1, records::toString);
            assertFalse(caller instanceof Caller.System && records.isEmpty(), "the server is not the user concerned");
        }
        records.forEach(record -> checkContent(caller, record));
    }

    private static void checkContent(Caller caller, AuditRecord record) {
        assertTrue(record.detail().matches("([a-z]+=[a-z0-9_:,]*( |$))*"), record::toString);
        if (caller instanceof Caller.Person person) {
            assertEquals(AuditActor.user(person.userId(), Optional.of(person.sessionId())), record.actor());
        }
    }
}
