package collab.domain.rules;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.FactorCommand;
import collab.domain.InvitationCommand;
import collab.domain.OwnCommand;
import collab.domain.World;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.model.ThreadState;
import collab.domain.recording.AuditLogRules;
import collab.domain.recording.AuditRules;
import java.util.Optional;

/**
 * Decides every command: whether this caller may make this change in this state, and which events follow. Pure: the
 * same arguments give the same decision.
 */
public final class Rules {
    private Rules() {}

    public static Decision decide(World world, Caller caller, Command command, DecisionContext context) {
        AccessPolicy policy = new AccessPolicy(world, caller);
        if (!policy.live()) {
            return EventBuilder.rejected(Rejections.sessionEnded());
        }
        if (!policy.changes() && !endsItself(policy, command)) {
            return EventBuilder.rejected(Rejections.scopeMissing(Scope.SEND));
        }
        return switch (decide(policy, command, context)) {
            case Decision.Rejected rejected -> rejected;
            case Decision.Accepted accepted ->
                new AuditRules(policy, context.now(), context.origin()).recorded(command, accepted);
        };
    }

    private static Decision decide(AccessPolicy policy, Command command, DecisionContext context) {
        return switch (command) {
            case Command.OfUser ofUser -> new UserRules(policy, context).decide(ofUser);
            case Command.OfGroup ofGroup -> new GroupRules(policy, context).decide(ofGroup);
            case Command.OfSession ofSession -> new SessionRules(policy, context).decide(ofSession);
            case Command.OfWorkspace ofWorkspace -> new WorkspaceRules(policy, context).decide(ofWorkspace);
            case Command.OfChannel ofChannel -> new ChannelRules(policy, context).decide(ofChannel);
            case Command.OfImport ofImport -> new ImportTargetRules(policy, context).decide(ofImport);
            case InvitationCommand ofInvitation -> new InvitationRules(policy, context).decide(ofInvitation);
            case OwnCommand own -> new OwnRules(policy, context).decide(own);
            case AccountCommand ofAccount -> new AccountRules(policy, context).decide(ofAccount);
            case FactorCommand ofFactor -> new FactorRules(policy, context).decide(ofFactor);
            case AuditCommand ofAudit -> new AuditLogRules(policy, context.now(), context.origin()).decide(ofAudit);
            case Command.OfMessage ofMessage -> new MessageRules(policy, context).decide(ofMessage);
        };
    }

    /** Every session may end itself. */
    private static boolean endsItself(AccessPolicy policy, Command command) {
        return command instanceof Command.RevokeSession(SessionId session) && policy.through(session);
    }

    /** The entity as it is now, if the caller may still see it. */
    public static Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
        AccessPolicy policy = new AccessPolicy(world, caller);
        if (!policy.live()) {
            return Optional.empty();
        }
        return switch (ref) {
            case EntityRef.OfUser(UserId id) -> policy.user(id).map(Entity.class::cast);
            case EntityRef.OfGroup(GroupId id) -> policy.group(id).map(Entity.class::cast);
            case EntityRef.OfWorkspace(WorkspaceId id) -> policy.workspace(id).map(Entity.class::cast);
            case EntityRef.OfChannel(ChannelId id) -> policy.channel(id).map(Entity.class::cast);
            case EntityRef.OfMessage(MessageId id) -> policy.message(id).map(Entity.class::cast);
            case EntityRef.OfReadState(UserId user, ChannelId channel) ->
                policy.is(user) && policy.roleIn(channel).isPresent()
                        ? Optional.of(world.readState(user, channel))
                        : Optional.empty();
            case EntityRef.OfThreadState(UserId user, MessageId parent) ->
                policy.is(user) ? threadState(world, policy, user, parent) : Optional.empty();
            case EntityRef.OfSession(SessionId id) ->
                world.session(id).filter(policy::mayEnd).map(Entity.class::cast);
            case EntityRef.OfInvitation(InvitationId id) ->
                policy.invitation(id).map(Entity.class::cast);
            case EntityRef.OfNothing() -> Optional.of(Entity.NONE);
        };
    }

    private static Optional<Entity> threadState(World world, AccessPolicy policy, UserId user, MessageId id) {
        return MessageAccess.withTombstone(world, id)
                .filter(parent -> policy.roleIn(parent.channelId()).isPresent())
                .map(parent ->
                        world.threadState(user, id).orElseGet(() -> ThreadState.none(user, id, parent.channelId())));
    }
}
