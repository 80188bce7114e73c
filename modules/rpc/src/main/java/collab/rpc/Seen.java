package collab.rpc;

import collab.domain.Channel;
import collab.domain.ChannelId;
import collab.domain.Group;
import collab.domain.GroupId;
import collab.domain.Message;
import collab.domain.MessageId;
import collab.domain.Refusals;
import collab.domain.Rejection;
import collab.domain.Sight;
import collab.domain.User;
import collab.domain.UserId;
import collab.domain.Workspace;
import collab.domain.WorkspaceId;
import collab.persistence.Snapshot;

/**
 * One snapshot as one caller may know it: what they may not know of is refused in the words that are said of what does not
 * exist.
 */
record Seen(Snapshot snapshot, Sight sight) {
    static Seen by(Visitor visitor, Snapshot snapshot) {
        return new Seen(snapshot, new Sight(snapshot, visitor.caller()));
    }

    long seq() {
        return snapshot.position().value();
    }

    User user(long id) {
        UserId user = new UserId(id);
        return sight.user(user).orElseThrow(() -> refusal(Refusals.noUser(user)));
    }

    Group group(long id) {
        GroupId group = new GroupId(id);
        return sight.group(group).orElseThrow(() -> refusal(Refusals.noGroup(group)));
    }

    Workspace workspace(long id) {
        WorkspaceId workspace = new WorkspaceId(id);
        return sight.workspace(workspace).orElseThrow(() -> refusal(Refusals.noWorkspace(workspace)));
    }

    Channel channel(ChannelId id) {
        return sight.channel(id).orElseThrow(() -> refusal(Refusals.noChannel(id)));
    }

    /** A channel whose messages the caller may read, which is less than finding it. */
    Channel readable(ChannelId id) {
        return sight.channel(id).filter(sight::reads).orElseThrow(() -> refusal(Refusals.noChannel(id)));
    }

    /** A channel the caller is in. */
    Channel joined(ChannelId id) {
        return sight.channel(id)
                .filter(channel -> sight.roleIn(id).isPresent())
                .orElseThrow(() -> refusal(Refusals.noChannel(id)));
    }

    Message message(long id) {
        MessageId message = new MessageId(id);
        return sight.message(message).orElseThrow(() -> refusal(Refusals.noMessage(message)));
    }

    private static RpcFailure refusal(Rejection why) {
        return new RpcFailure(RpcError.of(why));
    }
}
