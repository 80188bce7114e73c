package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.GroupGraph;
import collab.domain.access.GroupGraph.Edit;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Right;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rules for groups, their members and their rights. A caller cannot give or take rights that they do not hold: a change
 * of a group needs every right that the group gives, itself or through the groups that contain it.
 */
record GroupRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfGroup command) {
        return switch (command) {
            case Command.CreateGroup create ->
                manager()
                        .then(_ -> named(create.name())
                                .then(name -> InputValidation.line(
                                                "description", create.description(), DomainLimits.TOPIC_MAX)
                                        .then(description -> create(name, description))));
            case Command.UpdateGroup update -> managed(update.groupId()).then(group -> describe(group, update));
            case Command.DeleteGroup delete ->
                managed(delete.groupId())
                        .and(this::holdingItsRights)
                        .then(group -> change(group, new Edit.Gone(group.id()), new Effect.GroupGone(group.id())));
            case Command.AddGroupMember add ->
                managed(add.groupId()).and(this::holdingItsRights).then(group -> add(group, add.member()));
            case Command.RemoveGroupMember remove ->
                managed(remove.groupId()).and(this::holdingItsRights).then(group -> remove(group, remove.member()));
            case Command.SetGroupRights set ->
                managed(set.groupId()).and(this::holdingItsRights).then(group -> setRights(group, set.grants()));
        };
    }

    // ---- Permissions ----

    private Validated<Boolean> manager() {
        return Validated.of(
                true,
                policy.holds(Right.GROUP_MANAGE),
                () -> Rejections.denied("only holders of the right group_manage may change groups"));
    }

    private Validated<Group> managed(GroupId id) {
        return policy.groupOrRejection(id).and(group -> manager().and(_ -> new Validated.Passed<>(group)));
    }

    private Validated<Group> holdingItsRights(Group group) {
        GroupGraph grouping = GroupGraph.of(policy.world());
        return grouping.above(group.id()).stream()
                .flatMap(above -> grouping.rights(above).stream())
                .filter(grant -> !policy.holdsAllOf(grant))
                .findFirst()
                .<Validated<Group>>map(grant -> new Validated.Failed<>(beyond(grant)))
                .orElseGet(() -> new Validated.Passed<>(group));
    }

    private static Rejection beyond(Grant grant) {
        return Rejections.denied("the right " + grant.right().name().toLowerCase(java.util.Locale.ROOT)
                + " comes with this group; only a holder of that right may change the group");
    }

    // ---- Name and description ----

    private Validated<String> named(String wanted) {
        return InputValidation.groupName(wanted)
                .and(name -> Validated.of(
                        name,
                        policy.world().groupByName(name).isEmpty()
                                && policy.world().userByName(name).isEmpty(),
                        () -> Rejections.nameTaken(name)));
    }

    private Decision create(String name, String description) {
        EventBuilder events = new EventBuilder(context);
        GroupId id = context.ids().newGroup();
        Group group = events.change(
                ver -> new Group(id, name, description, context.now(), Optional.empty(), ver),
                created -> new Event.GroupUpdated(created, told(Set.of())));
        return events.accepted(group);
    }

    private Decision describe(Group group, Command.UpdateGroup update) {
        Validated<String> name =
                update.name().filter(wanted -> !wanted.equals(group.name())).isPresent()
                        ? named(update.name().get())
                        : new Validated.Passed<>(group.name());
        return name.then(kept -> InputValidation.line(
                        "description", update.description().orElse(group.description()), DomainLimits.TOPIC_MAX)
                .then(description -> {
                    if (group.equals(group.described(kept, description, group.ver()))) {
                        return EventBuilder.unchanged(group);
                    }
                    EventBuilder events = new EventBuilder(context);
                    List<UserId> told = told(GroupGraph.of(policy.world()).people(group.id()));
                    return events.accepted(events.change(
                            ver -> group.described(kept, description, ver),
                            changed -> new Event.GroupUpdated(changed, told)));
                }));
    }

    // ---- Members and rights ----

    private Decision add(Group group, GroupMember member) {
        return known(member).then(_ -> {
            Edit edit = new Edit.Joined(group.id(), member);
            GroupGraph before = GroupGraph.of(policy.world());
            if (isIn(group, member)) {
                return EventBuilder.unchanged(group);
            }
            if (member instanceof GroupMember.Nested(GroupId nested)
                    && before.below(nested).contains(group.id())) {
                return EventBuilder.rejected(new Rejection(
                        Reason.GROUP_CYCLE,
                        "group " + nested + " is, or contains, group " + group.id()
                                + "; a group cannot contain itself"));
            }
            for (GroupId above : before.above(group.id())) {
                int people = before.after(edit).people(above).size();
                if (people > DomainLimits.GROUP_PEOPLE_MAX) {
                    return EventBuilder.rejected(new Rejection(
                            Reason.TOO_MANY_MEMBERS,
                            "group " + above + " would have " + people + " people; at most "
                                    + DomainLimits.GROUP_PEOPLE_MAX + " are allowed"));
                }
            }
            return change(group, edit, new Effect.GroupJoined(group.id(), member));
        });
    }

    private Validated<Boolean> known(GroupMember member) {
        return switch (member) {
            case GroupMember.Person(UserId user) ->
                policy.userOrRejection(user)
                        .and(found -> Validated.of(true, found.active(), () -> Rejections.deactivated(user)));
            case GroupMember.Nested(GroupId nested) ->
                policy.groupOrRejection(nested).and(_ -> new Validated.Passed<>(true));
        };
    }

    private boolean isIn(Group group, GroupMember member) {
        return switch (member) {
            case GroupMember.Person(UserId user) ->
                policy.world().groupPersons(group.id()).contains(user);
            case GroupMember.Nested(GroupId nested) ->
                policy.world().groupsIn(group.id()).contains(nested);
        };
    }

    private Decision remove(Group group, GroupMember member) {
        return isIn(group, member)
                ? change(group, new Edit.Left(group.id(), member), new Effect.GroupLeft(group.id(), member))
                : EventBuilder.unchanged(group);
    }

    private Decision setRights(Group group, List<Grant> wanted) {
        List<Grant> grants = GroupGraph.sorted(wanted);
        for (Grant grant : grants) {
            if (grant.right() == Right.ADMIN && grant.workspaceId().isPresent()) {
                return EventBuilder.rejected(
                        Rejections.adminEverywhere(grant.workspaceId().get()));
            }
            Optional<WorkspaceId> unknown =
                    grant.workspaceId().filter(id -> policy.workspace(id).isEmpty());
            if (unknown.isPresent()) {
                return EventBuilder.rejected(Rejections.noWorkspace(unknown.get()));
            }
            if (!policy.holdsAllOf(grant)) {
                return EventBuilder.rejected(beyond(grant));
            }
        }
        return grants.equals(GroupGraph.sorted(policy.world().groupRights(group.id())))
                ? EventBuilder.unchanged(group)
                : change(group, new Edit.Rights(group.id(), grants), new Effect.GroupRightsSet(group.id(), grants));
    }

    /** Adds the event of the group, and an event for every user whose rights have changed. */
    private Decision change(Group group, Edit edit, Effect effect) {
        GroupGraph before = GroupGraph.of(policy.world());
        GroupGraph after = before.after(edit);
        if (leavesNoAdministrator(after)) {
            return EventBuilder.rejected(new Rejection(
                    Reason.LAST_OWNER, "there would be no administrator left; make another user administrator first"));
        }
        Set<UserId> affected = new TreeSet<>(before.people(group.id()));
        affected.addAll(after.people(group.id()));
        EventBuilder events = new EventBuilder(context).add(effect);
        boolean gone = edit instanceof Edit.Gone;
        Group changed = events.change(
                ver -> gone ? group.deleted(context.now(), ver) : group.changedAt(ver),
                updated -> new Event.GroupUpdated(updated, told(affected)));
        for (UserId user : affected) {
            List<Grant> grants = after.grants(user);
            if (!grants.equals(before.grants(user))) {
                events.add(new Event.PermissionsChanged(user, grants));
            }
        }
        return events.accepted(gone ? Entity.NONE : changed);
    }

    private boolean leavesNoAdministrator(GroupGraph after) {
        List<UserId> admins = policy.world().admins();
        return !admins.isEmpty()
                && admins.stream()
                        .noneMatch(admin -> after.grants(admin).stream().anyMatch(AccessPolicy::ofAdmin));
    }

    /** The members and the user who changes the group, whose list of groups may be open. */
    private List<UserId> told(Set<UserId> people) {
        Set<UserId> told = new TreeSet<>(people);
        policy.person().ifPresent(told::add);
        return List.copyOf(told);
    }
}
