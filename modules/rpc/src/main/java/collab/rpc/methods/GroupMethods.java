package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.GroupCreateParams;
import collab.api.GroupCreateResult;
import collab.api.GroupDeleteParams;
import collab.api.GroupDeleteResult;
import collab.api.GroupGetParams;
import collab.api.GroupGetResult;
import collab.api.GroupListParams;
import collab.api.GroupListResult;
import collab.api.GroupMembersAddParams;
import collab.api.GroupMembersAddResult;
import collab.api.GroupMembersListParams;
import collab.api.GroupMembersListResult;
import collab.api.GroupMembersRemoveParams;
import collab.api.GroupMembersRemoveResult;
import collab.api.GroupMembersResolveParams;
import collab.api.GroupMembersResolveResult;
import collab.api.GroupNamespace;
import collab.api.GroupRightsGetParams;
import collab.api.GroupRightsGetResult;
import collab.api.GroupRightsSetParams;
import collab.api.GroupRightsSetResult;
import collab.api.GroupUpdateParams;
import collab.api.GroupUpdateResult;
import collab.api.UserView;
import collab.domain.Command;
import collab.domain.access.AccessPolicy;
import collab.domain.access.GroupGraph;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.model.Group;
import collab.domain.model.Right;
import collab.rpc.auth.Confirmations;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.VisibleSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code group.*}: groups, their members and their rights. A list of members has only users whom the caller may see.
 */
final class GroupMethods implements GroupNamespace<CallContext> {
    private final CommandExecutor commands;
    private final QueryExecutor queries;
    private final Confirmations confirmations;

    GroupMethods(CommandExecutor commands, QueryExecutor queries, Confirmations confirmations) {
        this.commands = commands;
        this.queries = queries;
        this.confirmations = confirmations;
    }

    // ---- Commands ----

    @Override
    public GroupCreateResult groupCreate(CallContext call, GroupCreateParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.CreateGroup(params.name(), params.description().orElse("")));
        return new GroupCreateResult(done.group(), done.seq(), done.await());
    }

    @Override
    public GroupUpdateResult groupUpdate(CallContext call, GroupUpdateParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.UpdateGroup(new GroupId(params.groupId()), params.name(), params.description()));
        return new GroupUpdateResult(done.group(), done.seq(), done.await());
    }

    @Override
    public GroupDeleteResult groupDelete(CallContext call, GroupDeleteParams params) {
        var done = commands.execute(call, params, new Command.DeleteGroup(new GroupId(params.groupId())));
        return new GroupDeleteResult(done.seq(), done.await());
    }

    @Override
    public GroupMembersAddResult groupMembersAdd(CallContext call, GroupMembersAddParams params) {
        GroupMember member = member(params.userId(), params.memberGroupId());
        if (givesAdmin(call, new GroupId(params.groupId()))) confirmations.require(call);
        var done = commands.execute(call, params, new Command.AddGroupMember(new GroupId(params.groupId()), member));
        return new GroupMembersAddResult(done.seq(), done.await());
    }

    /** Whether the people of the group are administrators, by its rights or by those of the groups that contain it. */
    private boolean givesAdmin(CallContext call, GroupId group) {
        return queries.read(call, visible -> {
            GroupGraph graph = GroupGraph.of(visible.snapshot());
            return Stream.concat(Stream.of(group), graph.above(group).stream())
                    .flatMap(giving -> graph.rights(giving).stream())
                    .anyMatch(AccessPolicy::ofAdmin);
        });
    }

    @Override
    public GroupMembersRemoveResult groupMembersRemove(CallContext call, GroupMembersRemoveParams params) {
        GroupMember member = member(params.userId(), params.memberGroupId());
        var done = commands.execute(call, params, new Command.RemoveGroupMember(new GroupId(params.groupId()), member));
        return new GroupMembersRemoveResult(done.seq(), done.await());
    }

    private static GroupMember member(Optional<Long> user, Optional<Long> group) {
        if (user.isPresent() == group.isPresent()) {
            throw new RpcFailure(ErrorCode.INVALID_VALUE, "expected either user_id or member_group_id");
        }
        return user.<GroupMember>map(id -> new GroupMember.Person(new UserId(id)))
                .orElseGet(() -> new GroupMember.Nested(new GroupId(group.orElseThrow())));
    }

    /** The result has the permissions as they are stored: each once, in the stored order. */
    @Override
    public GroupRightsSetResult groupRightsSet(CallContext call, GroupRightsSetParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.SetGroupRights(new GroupId(params.groupId()), EntityViews.grants(params.permissions())));
        return queries.read(call, visible -> {
            GroupId group = visible.group(params.groupId()).id();
            return new GroupRightsSetResult(
                    EntityViews.permissions(visible.snapshot().groupRights(group)), done.seq(), done.await());
        });
    }

    // ---- Queries ----

    @Override
    public GroupGetResult groupGet(CallContext call, GroupGetParams params) {
        return queries.read(
                call, visible -> new GroupGetResult(EntityViews.of(visible.group(params.groupId())), visible.seq()));
    }

    @Override
    public GroupListResult groupList(CallContext call, GroupListParams params) {
        return queries.read(call, visible -> {
            Optional<GroupId> after = Cursors.afterGroup(params.afterId());
            int limit = params.limit();
            List<Group> found = visible.access().holds(Right.GROUP_MANAGE)
                    ? visible.snapshot().groups(after, limit + 1)
                    : visible.snapshot().groupsKnownTo(call.userId(), after, limit + 1);
            Page<Group> page = Page.of(found, limit);
            return new GroupListResult(
                    page.rows().stream().map(EntityViews::of).toList(),
                    page.next(group -> group.id().value()),
                    visible.seq());
        });
    }

    @Override
    public GroupMembersListResult groupMembersList(CallContext call, GroupMembersListParams params) {
        return queries.read(call, visible -> {
            GroupId group = visible.group(params.groupId()).id();
            return new GroupMembersListResult(
                    users(visible, visible.snapshot().groupPersons(group)),
                    visible.snapshot().groupsIn(group).stream()
                            .flatMap(nested -> visible.access().group(nested).stream())
                            .map(EntityViews::of)
                            .toList(),
                    visible.seq());
        });
    }

    @Override
    public GroupMembersResolveResult groupMembersResolve(CallContext call, GroupMembersResolveParams params) {
        return queries.read(call, visible -> {
            GroupId group = visible.group(params.groupId()).id();
            return new GroupMembersResolveResult(
                    users(visible, GroupGraph.of(visible.snapshot()).people(group)), visible.seq());
        });
    }

    private static List<UserView> users(VisibleSnapshot visible, Collection<UserId> ids) {
        return ids.stream()
                .flatMap(id -> visible.access().user(id).stream())
                .map(EntityViews::of)
                .toList();
    }

    @Override
    public GroupRightsGetResult groupRightsGet(CallContext call, GroupRightsGetParams params) {
        return queries.read(call, visible -> {
            GroupId group = visible.group(params.groupId()).id();
            if (!visible.access().holds(Right.GROUP_MANAGE) && !visible.access().isIn(group)) {
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED,
                        "only members of a group and holders of group_manage may read its permissions");
            }
            return new GroupRightsGetResult(
                    EntityViews.permissions(visible.snapshot().groupRights(group)), visible.seq());
        });
    }
}
