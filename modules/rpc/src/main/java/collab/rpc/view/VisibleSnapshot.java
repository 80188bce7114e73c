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
 * One snapshot, limited to what one caller may see. A query for a hidden entity fails with the same error as
 * a query for an entity that does not exist.
 *
 * @param snapshot all entities; a query that reads it directly must check the access itself
 * @param access decides what the caller may see
 */
public record VisibleSnapshot(Snapshot snapshot, AccessPolicy access) {
    /** @throws RpcFailure {@code unauthenticated} when the call has no session */
    public static VisibleSnapshot of(Snapshot snapshot, CallContext call) {
        return new VisibleSnapshot(snapshot, new AccessPolicy(snapshot, call.caller()));
    }

    /** The position of the snapshot in the log. */
    public long seq() {
        return snapshot.position().value();
    }

    public User user(long id) {
        UserId user = new UserId(id);
        return access.user(user).orElseThrow(() -> failure(Rejections.noUser(user)));
    }

    public Group group(long id) {
        GroupId group = new GroupId(id);
        return access.group(group).orElseThrow(() -> failure(Rejections.noGroup(group)));
    }

    public Workspace workspace(long id) {
        WorkspaceId workspace = new WorkspaceId(id);
        return access.workspace(workspace).orElseThrow(() -> failure(Rejections.noWorkspace(workspace)));
    }

    /** A channel that the caller may find. Reading its messages can require more: see {@link #readableChannel}. */
    public Channel channel(ChannelId id) {
        return access.channel(id).orElseThrow(() -> failure(Rejections.noChannel(id)));
    }

    /** A channel whose messages the caller may read. */
    public Channel readableChannel(ChannelId id) {
        return access.channel(id).filter(access::reads).orElseThrow(() -> failure(Rejections.noChannel(id)));
    }

    /** A channel that the caller is a member of. */
    public Channel joinedChannel(ChannelId id) {
        return access.channel(id)
                .filter(channel -> access.roleIn(id).isPresent())
                .orElseThrow(() -> failure(Rejections.noChannel(id)));
    }

    public Message message(long id) {
        MessageId message = new MessageId(id);
        return access.message(message).orElseThrow(() -> failure(Rejections.noMessage(message)));
    }

    /** The message that a reply answers. */
    public Message parent(long id) {
        MessageId message = new MessageId(id);
        return access.message(message)
                .orElseThrow(() -> failure(
                        access.deletedMessage(message).isPresent()
                                ? Rejections.parentDeleted(message)
                                : Rejections.noMessage(message)));
    }

    private static RpcFailure failure(Rejection why) {
        return new RpcFailure(RpcError.of(why));
    }
}
