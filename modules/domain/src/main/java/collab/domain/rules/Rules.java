package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.World;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import java.util.Optional;

/**
 * Decides every command: whether this caller may make this change in this state, and which events follow. Pure: the
 * same arguments give the same decision.
 */
public final class Rules {
    private Rules() {}

    public static Decision decide(World world, Caller caller, Command command, DecisionContext turn) {
        AccessPolicy sight = new AccessPolicy(world, caller);
        if (!sight.live()) {
            return EventBuilder.rejected(Rejections.sessionEnded());
        }
        return switch (command) {
            case Command.OfUser ofUser -> new UserRules(sight, turn).decide(ofUser);
            case Command.OfGroup ofGroup -> new GroupRules(sight, turn).decide(ofGroup);
            case Command.OfSession ofSession -> new SessionRules(sight, turn).decide(ofSession);
            case Command.OfWorkspace ofWorkspace -> new WorkspaceRules(sight, turn).decide(ofWorkspace);
            case Command.OfChannel ofChannel -> new ChannelRules(sight, turn).decide(ofChannel);
            case Command.OfMessage ofMessage -> new MessageRules(sight, turn).decide(ofMessage);
        };
    }

    /** The entity as it is now, if the caller may still see it. */
    public static Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
        AccessPolicy sight = new AccessPolicy(world, caller);
        if (!sight.live()) {
            return Optional.empty();
        }
        return switch (ref) {
            case EntityRef.OfUser(UserId id) -> sight.user(id).map(Entity.class::cast);
            case EntityRef.OfGroup(GroupId id) -> sight.group(id).map(Entity.class::cast);
            case EntityRef.OfWorkspace(WorkspaceId id) -> sight.workspace(id).map(Entity.class::cast);
            case EntityRef.OfChannel(ChannelId id) -> sight.channel(id).map(Entity.class::cast);
            case EntityRef.OfMessage(MessageId id) -> sight.message(id).map(Entity.class::cast);
            case EntityRef.OfReadState(UserId user, ChannelId channel) ->
                sight.is(user) && sight.roleIn(channel).isPresent()
                        ? Optional.of(world.readState(user, channel))
                        : Optional.empty();
            case EntityRef.OfSession(SessionId id) ->
                world.session(id).filter(sight::mayEnd).map(Entity.class::cast);
            case EntityRef.OfNothing() -> Optional.of(Entity.NONE);
        };
    }
}
