package collab.rpc.view;

import collab.domain.Rejection;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;

/**
 * One snapshot as one caller may know it: what they may not know of is refused in the words that are said of what does not
 * exist.
 */
public record VisibleSnapshot(Snapshot snapshot, AccessPolicy sight) {
    public static VisibleSnapshot by(CallContext visitor, Snapshot snapshot) {
        return new VisibleSnapshot(snapshot, new AccessPolicy(snapshot, visitor.caller()));
    }

    public long seq() {
        return snapshot.position().value();
    }

    public User user(long id) {
        UserId user = new UserId(id);
        return sight.user(user).orElseThrow(() -> refusal(Rejections.noUser(user)));
    }

    public Group group(long id) {
        GroupId group = new GroupId(id);
        return sight.group(group).orElseThrow(() -> refusal(Rejections.noGroup(group)));
    }

    public Workspace workspace(long id) {
        WorkspaceId workspace = new WorkspaceId(id);
        return sight.workspace(workspace).orElseThrow(() -> refusal(Rejections.noWorkspace(workspace)));
    }

    public Channel channel(ChannelId id) {
        return sight.channel(id).orElseThrow(() -> refusal(Rejections.noChannel(id)));
    }

    /** A channel whose messages the caller may read, which is less than finding it. */
    public Channel readable(ChannelId id) {
        return sight.channel(id).filter(sight::reads).orElseThrow(() -> refusal(Rejections.noChannel(id)));
    }

    /** A channel the caller is in. */
    public Channel joined(ChannelId id) {
        return sight.channel(id)
                .filter(channel -> sight.roleIn(id).isPresent())
                .orElseThrow(() -> refusal(Rejections.noChannel(id)));
    }

    public Message message(long id) {
        MessageId message = new MessageId(id);
        return sight.message(message).orElseThrow(() -> refusal(Rejections.noMessage(message)));
    }

    private static RpcFailure refusal(Rejection why) {
        return new RpcFailure(RpcError.of(why));
    }
}
