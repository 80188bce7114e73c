package collab.domain.access;

import collab.domain.World;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The membership graph of groups: who is in which group, directly or through others, and which rights follow; as it is,
 * or as it would be after one change.
 */
public final class GroupGraph {
    private static final Comparator<Grant> ORDER = Comparator.<Grant, String>comparing(
                    grant -> grant.right().name())
            .thenComparing(grant -> grant.workspaceId().map(WorkspaceId::value).orElse(0L));

    /** One change. */
    public sealed interface Edit {
        record None() implements Edit {}

        record Joined(GroupId group, GroupMember member) implements Edit {}

        record Left(GroupId group, GroupMember member) implements Edit {}

        record Rights(GroupId group, List<Grant> grants) implements Edit {}

        record Gone(GroupId group) implements Edit {}
    }

    private final World world;
    private final Edit edit;

    private GroupGraph(World world, Edit edit) {
        this.world = world;
        this.edit = edit;
    }

    public static GroupGraph of(World world) {
        return new GroupGraph(world, new Edit.None());
    }

    public GroupGraph after(Edit change) {
        return new GroupGraph(world, change);
    }

    /** Every user in the group and in its nested groups, ascending. */
    public Set<UserId> people(GroupId group) {
        Set<UserId> people = new TreeSet<>();
        for (GroupId each : reached(List.of(group), this::nested)) {
            people.addAll(persons(each));
        }
        return people;
    }

    /** The group and every group that contains it. */
    public Set<GroupId> above(GroupId group) {
        return reached(List.of(group), this::parents);
    }

    /** The group and every group that it contains. */
    public Set<GroupId> below(GroupId group) {
        return reached(List.of(group), this::nested);
    }

    /** The rights of the user, own ones and those of groups, ordered by name; rights without a workspace first. */
    public List<Grant> grants(UserId user) {
        Set<Grant> grants = new TreeSet<>(ORDER);
        grants.addAll(world.directGrants(user));
        for (GroupId group : reached(parents(user), this::parents)) {
            grants.addAll(rights(group));
        }
        return List.copyOf(grants);
    }

    /** The same rights plus one. */
    public static List<Grant> with(Collection<Grant> grants, Grant more) {
        Set<Grant> all = new TreeSet<>(ORDER);
        all.addAll(grants);
        all.add(more);
        return List.copyOf(all);
    }

    public static List<Grant> sorted(Collection<Grant> grants) {
        Set<Grant> sorted = new TreeSet<>(ORDER);
        sorted.addAll(grants);
        return List.copyOf(sorted);
    }

    public List<Grant> rights(GroupId group) {
        return switch (edit) {
            case Edit.Rights(GroupId changed, List<Grant> grants) when changed.equals(group) -> grants;
            case Edit.Gone(GroupId gone) when gone.equals(group) -> List.of();
            case Edit.Rights _, Edit.Gone _, Edit.None _, Edit.Joined _, Edit.Left _ -> world.groupRights(group);
        };
    }

    // ---- Direct edges ----

    private List<UserId> persons(GroupId group) {
        return members(group)
                .flatMap(member -> member instanceof GroupMember.Person(UserId user) ? Stream.of(user) : Stream.empty())
                .toList();
    }

    private List<GroupId> nested(GroupId group) {
        return members(group)
                .flatMap(member ->
                        member instanceof GroupMember.Nested(GroupId inner) ? Stream.of(inner) : Stream.empty())
                .toList();
    }

    /** The members after the edit. */
    private Stream<GroupMember> members(GroupId group) {
        Stream<GroupMember> present = Stream.concat(
                world.groupPersons(group).stream().map(GroupMember.Person::new),
                world.groupsIn(group).stream().map(GroupMember.Nested::new));
        return switch (edit) {
            case Edit.Left(GroupId left, GroupMember leaver)
            when left.equals(group) -> present.filter(member -> !member.equals(leaver));
            case Edit.Joined(GroupId joined, GroupMember joiner)
            when joined.equals(group) -> Stream.concat(present, Stream.of(joiner));
            case Edit.Gone(GroupId gone) when gone.equals(group) -> Stream.empty();
            case Edit.Gone(GroupId gone) -> present.filter(member -> !member.equals(new GroupMember.Nested(gone)));
            case Edit.Left _, Edit.Joined _, Edit.Rights _, Edit.None _ -> present;
        };
    }

    private List<GroupId> parents(UserId user) {
        return parents(new GroupMember.Person(user), world.groupsOf(user));
    }

    private List<GroupId> parents(GroupId group) {
        return parents(new GroupMember.Nested(group), world.groupsWith(group));
    }

    private List<GroupId> parents(GroupMember member, List<GroupId> present) {
        return switch (edit) {
            case Edit.Left(GroupId left, GroupMember leaver)
            when leaver.equals(member) ->
                present.stream().filter(group -> !group.equals(left)).toList();
            case Edit.Joined(GroupId joined, GroupMember joiner)
            when joiner.equals(member) ->
                Stream.concat(present.stream(), Stream.of(joined)).toList();
            case Edit.Gone(GroupId gone) ->
                present.stream()
                        .filter(group -> !group.equals(gone) && !member.equals(new GroupMember.Nested(gone)))
                        .toList();
            case Edit.Left _, Edit.Joined _, Edit.Rights _, Edit.None _ -> present;
        };
    }

    private static Set<GroupId> reached(List<GroupId> from, Function<GroupId, List<GroupId>> step) {
        Set<GroupId> reached = new HashSet<>();
        Deque<GroupId> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            GroupId next = open.pop();
            if (reached.add(next)) {
                open.addAll(step.apply(next));
            }
        }
        return reached;
    }
}
