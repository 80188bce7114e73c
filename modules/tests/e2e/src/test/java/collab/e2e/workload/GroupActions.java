package collab.e2e.workload;

import collab.api.RpcMethod;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What an actor does with groups and the rights that they give. */
final class GroupActions {
    private static final int GROUPS_MAX = 6;

    private final Actor actor;

    GroupActions(Actor actor) {
        this.actor = actor;
    }

    void create() {
        newGroup();
    }

    private Optional<Team.Group> newGroup() {
        String name = actor.fresh("group");
        Optional<Team.Group> created = actor.run(RpcMethod.GROUP_CREATE, "name", name, "description", "for a while")
                .map(result -> new Team.Group(result.at("/group/id").longValue(), name));
        created.ifPresent(actor.team().groups()::addLast);
        if (actor.team().groups().size() > GROUPS_MAX) delete();
        return created;
    }

    private Optional<Team.Group> group() {
        return Team.some(List.copyOf(actor.team().groups()), actor.random()).or(this::newGroup);
    }

    void update() {
        group().ifPresent(group ->
                actor.run(RpcMethod.GROUP_UPDATE, "group_id", group.id(), "description", actor.fresh("description")));
    }

    void delete() {
        Optional.ofNullable(actor.team().groups().pollFirst())
                .or(this::newGroup)
                .ifPresent(group -> {
                    actor.team().groups().remove(group);
                    actor.run(RpcMethod.GROUP_DELETE, "group_id", group.id());
                });
    }

    void addMember() {
        group().ifPresent(group -> {
            if (actor.chance(70)) member(RpcMethod.GROUP_MEMBERS_ADD, group);
            else
                group().filter(inner -> inner.id() != group.id())
                        .ifPresent(inner -> actor.run(
                                RpcMethod.GROUP_MEMBERS_ADD, "group_id", group.id(), "member_group_id", inner.id()));
        });
    }

    void removeMember() {
        group().ifPresent(group -> member(RpcMethod.GROUP_MEMBERS_REMOVE, group));
    }

    private Optional<JsonNode> member(RpcMethod method, Team.Group group) {
        long member = actor.team().someMember(actor.random()).id();
        return actor.run(method, "group_id", group.id(), "user_id", member);
    }

    void setRights() {
        group().ifPresent(group -> actor.run(
                RpcMethod.GROUP_RIGHTS_SET,
                "group_id",
                group.id(),
                "permissions",
                actor.chance(30)
                        ? List.of()
                        : List.of(TestJson.params(
                                "right",
                                "channel_manage",
                                "workspace_id",
                                actor.team().workspace()))));
    }
}
