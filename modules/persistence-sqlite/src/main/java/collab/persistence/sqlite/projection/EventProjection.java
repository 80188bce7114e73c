package collab.persistence.sqlite.projection;

import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.id.LogPosition;
import collab.persistence.AuditEntry;
import collab.persistence.sqlite.audit.AuditWriter;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes the rows of events and effects. The caller opens the transaction. */
public final class EventProjection {
    private final MessageProjection messages;
    private final ChannelProjection channels;
    private final ReadStateProjection readStates;
    private final ThreadProjection threads;
    private final WorkspaceProjection workspaces;
    private final UserProjection users;
    private final GroupProjection groups;
    private final ImportProjection imports;
    private final InvitationProjection invitations;
    private final PreferenceProjection preferences;
    private final FactorProjection factors;
    private final AuditWriter audit;
    private final Consumer<AuditEntry> onAudited;

    /** @param onAudited receives each record that was added to the audit log */
    public EventProjection(Statements statements, Consumer<AuditEntry> onAudited) {
        this.audit = new AuditWriter(statements);
        this.onAudited = onAudited;
        this.readStates = new ReadStateProjection(statements);
        this.threads = new ThreadProjection(statements);
        this.messages = new MessageProjection(statements, readStates, threads);
        this.channels = new ChannelProjection(statements, readStates, threads);
        this.workspaces = new WorkspaceProjection(statements);
        this.users = new UserProjection(statements);
        this.groups = new GroupProjection(statements);
        this.imports = new ImportProjection(statements);
        this.invitations = new InvitationProjection(statements);
        this.preferences = new PreferenceProjection(statements);
        this.factors = new FactorProjection(statements);
    }

    /**
     * Writes the rows of an event.
     *
     * @param seq the event's position in the log
     * @param at the time of the command
     */
    public void apply(Event event, LogPosition seq, Instant at) {
        switch (event) {
            case Event.MessageCreated created -> messages.create(created.message(), created.lastNo(), seq, at);
            case Event.MessageUpdated updated -> messages.update(updated.message());
            case Event.MessageDeleted deleted -> messages.delete(deleted.messageId(), seq, at);
            case Event.MessageReacted reacted -> messages.setReactions(reacted, seq);
            case Event.MessagePinUpdated pin -> messages.setPinned(pin, seq);
            case Event.ThreadUpdated thread -> messages.updateThread(thread, seq);
            case Event.ChannelAdded added -> channels.add(added, seq, at);
            case Event.ChannelUpdated updated -> channels.update(updated.channel());
            case Event.ChannelArchived archived -> channels.update(archived.channel());
            case Event.ChannelRemoved removed -> {
                channels.endMemberships(removed, seq);
                preferences.left(removed.channelId(), removed.losers());
            }
            case Event.ChannelMemberJoined joined ->
                channels.setRole(joined.channelId(), joined.userId(), joined.role());
            case Event.ChannelMemberLeft _ -> {} // ChannelRemoved ended the membership
            case Event.ReadStateChanged read -> readStates.put(read.readState());
            case Event.ThreadFollowed followed -> threads.follow(followed, seq);
            case Event.ThreadStateChanged changed -> threads.put(changed.state());
            case Event.MentionCreated mention -> mentioned(mention, seq);
            case Event.BroadcastCreated broadcast -> messages.number(broadcast, seq);
            case Event.UserUpdated updated -> users.put(updated.user());
            case Event.PermissionsChanged _ -> {} // effects wrote the change
            case Event.GroupUpdated updated -> groups.put(updated.group());
            case Event.SessionRevoked revoked -> users.revokeSession(revoked.sessionId(), at);
            case Event.InvitationUpdated updated -> invitations.put(updated.invitation());
            case Event.WorkspaceAdded added -> workspaces.add(added, seq);
            case Event.WorkspaceUpdated updated -> workspaces.put(updated.workspace());
            case Event.WorkspaceRemoved removed -> {
                workspaces.endMemberships(removed, seq, at);
                preferences.left(removed.workspaceId(), removed.losers());
            }
            case Event.WorkspaceMemberJoined joined ->
                workspaces.setRole(joined.workspaceId(), joined.user().id(), joined.role());
            case Event.WorkspaceMemberLeft _ -> {} // WorkspaceRemoved ended the membership
            case Event.AllRead read -> allRead(read, seq);
            case Event.DraftChanged changed -> preferences.put(changed.draft());
            case Event.PreferenceChanged changed -> preferences.put(changed.preference());
        }
    }

    private void allRead(Event.AllRead read, LogPosition seq) {
        threads.readAll(read, seq);
        if (read.what() == OwnCommand.MarkAllRead.What.ALL) readStates.readAll(read, seq);
    }

    private void mentioned(Event.MentionCreated created, LogPosition seq) {
        readStates.addMention(created, seq);
        if (created.mention().parentId().isPresent()) threads.setMentions(created, seq);
    }

    /** Writes the rows of an effect. */
    public void apply(Effect effect) {
        switch (effect) {
            case Effect.Audited audited -> onAudited.accept(audit.add(audited.entry()));
            case Effect.SessionOpened opened -> users.openSession(opened);
            case Effect.SessionConfirmed confirmed -> users.confirmSession(confirmed);
            case Effect.FactorSet set -> factors.put(set.factor());
            case Effect.FactorRemoved removed -> factors.remove(removed.userId());
            case Effect.RecoveryCodesSet set -> factors.setRecoveryCodes(set);
            case Effect.RecoveryCodeUsed used -> factors.useRecoveryCode(used);
            case Effect.SessionsSeen seen -> users.markSeen(seen.seen());
            case Effect.LinkIssued issued -> invitations.addLink(issued.link());
            case Effect.LinkUsed used -> invitations.useLink(used);
            case Effect.LinksVoided voided -> invitations.deleteUnusedLinks(voided);
            case Effect.InvitationLinked linked -> invitations.setToken(linked);
            case Effect.InvitationUsed used -> invitations.addUse(used);
            case Effect.MemberRemoved removed -> invitations.addRemoval(removed);
            case Effect.PasswordSet set -> users.setPassword(set.userId(), set.hash());
            case Effect.GroupJoined joined -> groups.addMember(joined.groupId(), joined.member());
            case Effect.GroupLeft left -> groups.removeMember(left.groupId(), left.member());
            case Effect.GroupRightsSet set -> groups.setRights(set.groupId(), set.grants());
            case Effect.GroupGone gone -> groups.clear(gone.groupId());
            case Effect.RightGranted granted -> users.grant(granted.userId(), granted.grant());
            case Effect.MessageImported imported -> messages.addImportKey(imported);
            case Effect.SourceIdentified identified -> imports.put(identified.identity(), identified.target());
            case Effect.MentionsSeen seen -> readStates.markMentionsSeen(seen);
            case Effect.ChannelRoleSet set -> channels.setRole(set.channelId(), set.userId(), set.role());
        }
    }
}
