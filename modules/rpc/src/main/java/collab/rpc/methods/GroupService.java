package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.GroupGetParams;
import collab.api.GroupGetResult;
import collab.api.GroupListParams;
import collab.api.GroupListResult;
import collab.api.GroupMembersListParams;
import collab.api.GroupMembersListResult;
import collab.api.GroupMembersResolveParams;
import collab.api.GroupMembersResolveResult;
import collab.api.GroupRightsGetParams;
import collab.api.GroupRightsGetResult;
import collab.api.UserView;
import collab.domain.access.GroupGraph;
import collab.domain.id.GroupId;
import collab.domain.id.UserId;
import collab.domain.model.Group;
import collab.domain.model.Right;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What can be asked about groups. People in them are shown as far as the caller may know them. */
record GroupService(CallContext visitor, VisibleSnapshot seen) {

    GroupGetResult get(GroupGetParams params) {
        return new GroupGetResult(EntityViews.of(seen.group(params.groupId())), seen.seq());
    }

    GroupListResult list(GroupListParams params) {
        Optional<GroupId> after = params.afterId().filter(id -> id > 0).map(GroupId::new);
        int limit = params.limit();
        List<Group> found = seen.sight().holds(Right.GROUP_MANAGE)
                ? seen.snapshot().groups(after, limit + 1)
                : seen.snapshot().groupsKnownTo(visitor.userId(), after, limit + 1);
        boolean more = found.size() > limit;
        List<Group> page = more ? found.subList(0, limit) : found;
        return new GroupListResult(
                page.stream().map(EntityViews::of).toList(),
                more ? Optional.of(page.getLast().id().value()) : Optional.empty(),
                seen.seq());
    }

    GroupMembersListResult members(GroupMembersListParams params) {
        Group group = seen.group(params.groupId());
        return new GroupMembersListResult(
                users(seen.snapshot().groupPersons(group.id())),
                seen.snapshot().groupsIn(group.id()).stream()
                        .flatMap(inner -> seen.sight().group(inner).stream())
                        .map(EntityViews::of)
                        .toList(),
                seen.seq());
    }

    GroupMembersResolveResult resolve(GroupMembersResolveParams params) {
        Group group = seen.group(params.groupId());
        return new GroupMembersResolveResult(
                users(GroupGraph.of(seen.snapshot()).people(group.id())), seen.seq());
    }

    private List<UserView> users(Collection<UserId> ids) {
        return ids.stream()
                .flatMap(id -> seen.sight().user(id).stream())
                .map(EntityViews::of)
                .toList();
    }

    GroupRightsGetResult rights(GroupRightsGetParams params) {
        Group group = seen.group(params.groupId());
        if (!seen.sight().holds(Right.GROUP_MANAGE) && !seen.sight().isIn(group.id())) {
            throw new RpcFailure(
                    ErrorCode.PERMISSION_DENIED, "a group's rights are shown to its people and to who manages groups");
        }
        return new GroupRightsGetResult(EntityViews.permissions(seen.snapshot().groupRights(group.id())), seen.seq());
    }
}
