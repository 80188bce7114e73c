package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;

/** Refers to the entity that a reply showed, so that a repeated call can show its present state. */
public sealed interface EntityRef {
    record OfUser(UserId id) implements EntityRef {}

    record OfGroup(GroupId id) implements EntityRef {}

    record OfWorkspace(WorkspaceId id) implements EntityRef {}

    record OfChannel(ChannelId id) implements EntityRef {}

    record OfMessage(MessageId id) implements EntityRef {}

    record OfReadState(UserId userId, ChannelId channelId) implements EntityRef {}

    record OfThreadState(UserId userId, MessageId parentId) implements EntityRef {}

    record OfSession(SessionId id) implements EntityRef {}

    record OfNothing() implements EntityRef {}

    static EntityRef of(Entity entity) {
        return switch (entity) {
            case User user -> new OfUser(user.id());
            case Group group -> new OfGroup(group.id());
            case Workspace workspace -> new OfWorkspace(workspace.id());
            case Channel channel -> new OfChannel(channel.id());
            case Message message -> new OfMessage(message.id());
            case ReadState state -> new OfReadState(state.userId(), state.channelId());
            case ThreadState state -> new OfThreadState(state.userId(), state.parentId());
            case Session session -> new OfSession(session.id());
            case Entity.None _ -> new OfNothing();
        };
    }
}
