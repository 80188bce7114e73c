package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.GroupGraph;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.ChannelKind;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupRulesTest {
    private static final Grant ADMIN = new Grant(Right.ADMIN, Optional.empty());
    private static final Grant AUDIT = new Grant(Right.AUDIT, Optional.empty());

    private final RulesFixture rules = new RulesFixture();
    private final UserId root = rules.holder("root", Right.ADMIN);
    private final UserId bob = rules.person("bob");
    private final UserId carol = rules.person("carol");
    private final WorkspaceId home = rules.workspace(root, "Home");

    GroupRulesTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
    }

    private GroupId group(String name, GroupMember... members) {
        GroupId id =
                ((Group) rules.accepted(root, new Command.CreateGroup(name, "")).result()).id();
        for (GroupMember member : members) {
            rules.accepted(root, new Command.AddGroupMember(id, member));
        }
        return id;
    }

    private static GroupMember of(UserId user) {
        return new GroupMember.Person(user);
    }

    private static GroupMember of(GroupId group) {
        return new GroupMember.Nested(group);
    }

    private AccessPolicy sight(UserId user) {
        return new AccessPolicy(rules.world, rules.as(user));
    }

    @Test
    void rightsReachTheMembersOfNestedGroups() {
        GroupId inner = group("inner", of(carol));
        GroupId outer = group("outer", of(bob), of(inner));
        List<Event> events = rules.events(root, new Command.SetGroupRights(outer, List.of(AUDIT)));
        assertEquals(
                List.of(
                        new Event.PermissionsChanged(bob, List.of(AUDIT)),
                        new Event.PermissionsChanged(carol, List.of(AUDIT))),
                events.subList(1, events.size()));
        assertTrue(sight(carol).holds(Right.AUDIT));
        rules.accepted(root, new Command.RemoveGroupMember(outer, of(inner)));
        assertFalse(sight(carol).holds(Right.AUDIT));
        assertTrue(sight(bob).holds(Right.AUDIT));
        rules.accepted(root, new Command.DeleteGroup(outer));
        assertFalse(sight(bob).holds(Right.AUDIT));
    }

    @Test
    void rightInOneWorkspaceIsNoneInAnother() {
        GroupId group = group("keepers", of(bob));
        rules.accepted(
                root, new Command.SetGroupRights(group, List.of(new Grant(Right.WORKSPACE_ADMIN, Optional.of(home)))));
        rules.accepted(bob, new Command.UpdateWorkspace(home, "Castle"));
        WorkspaceId elsewhere = rules.workspace(root, "Elsewhere");
        rules.rejected(bob, new Command.UpdateWorkspace(elsewhere, "Castle"), Reason.WORKSPACE_NOT_FOUND);
    }

    @Test
    void losingOneOfTwoEqualRightsSendsNoEvent() {
        rules.accepted(root, new Command.GrantRight(bob, AUDIT));
        GroupId group = group("auditors", of(bob));
        assertEquals(
                1,
                rules.events(root, new Command.SetGroupRights(group, List.of(AUDIT)))
                        .size());
        assertEquals(1, rules.events(root, new Command.DeleteGroup(group)).size());
        assertTrue(sight(bob).holds(Right.AUDIT));
    }

    @Test
    void groupCannotContainItself() {
        GroupId a = group("a");
        GroupId b = group("b", of(a));
        GroupId c = group("c", of(b));
        rules.rejected(root, new Command.AddGroupMember(a, of(a)), Reason.GROUP_CYCLE);
        rules.rejected(root, new Command.AddGroupMember(a, of(c)), Reason.GROUP_CYCLE);
        rules.accepted(root, new Command.RemoveGroupMember(c, of(b)));
        rules.accepted(root, new Command.AddGroupMember(a, of(c)));
    }

    @Test
    void callersCannotGiveOrTakeRightsTheyDoNotHold() {
        UserId manager = rules.holder("manager", Right.GROUP_MANAGE);
        rules.enroll(home, manager, WorkspaceRole.MEMBER);
        GroupId admins = group("admins", of(root));
        rules.accepted(root, new Command.SetGroupRights(admins, List.of(ADMIN)));
        GroupId helpers = group("helpers");
        rules.accepted(root, new Command.AddGroupMember(admins, of(helpers)));
        rules.rejected(manager, new Command.AddGroupMember(admins, of(manager)), Reason.PERMISSION_DENIED);
        rules.rejected(manager, new Command.AddGroupMember(helpers, of(manager)), Reason.PERMISSION_DENIED);
        rules.rejected(manager, new Command.RemoveGroupMember(admins, of(root)), Reason.PERMISSION_DENIED);
        rules.rejected(manager, new Command.DeleteGroup(admins), Reason.PERMISSION_DENIED);
        GroupId mine = ((Group) rules.accepted(manager, new Command.CreateGroup("mine", ""))
                        .result())
                .id();
        rules.rejected(manager, new Command.SetGroupRights(mine, List.of(ADMIN)), Reason.PERMISSION_DENIED);
        rules.accepted(
                manager, new Command.SetGroupRights(mine, List.of(new Grant(Right.GROUP_MANAGE, Optional.of(home)))));
        rules.accepted(manager, new Command.AddGroupMember(mine, of(bob)));
    }

    @Test
    void lastAdministratorCannotBeRemoved() {
        GroupId admins = group("admins", of(bob));
        rules.accepted(root, new Command.SetGroupRights(admins, List.of(ADMIN)));
        assertEquals(List.of(root, bob), rules.world.admins());
        rules.accepted(bob, new Command.DeactivateUser(root));
        rules.rejected(bob, new Command.DeactivateUser(bob), Reason.LAST_OWNER);
        rules.rejected(bob, new Command.RemoveGroupMember(admins, of(bob)), Reason.LAST_OWNER);
        rules.rejected(bob, new Command.SetGroupRights(admins, List.of()), Reason.LAST_OWNER);
        rules.rejected(bob, new Command.DeleteGroup(admins), Reason.LAST_OWNER);
        rules.accepted(bob, new Command.AddGroupMember(admins, of(carol)));
        rules.accepted(bob, new Command.RemoveGroupMember(admins, of(bob)));
        assertEquals(List.of(carol), rules.world.admins());
    }

    @Test
    void groupIsVisibleToUsersWhoKnowAMember() {
        GroupId inner = group("inner", of(carol));
        GroupId outer = group("outer", of(inner));
        UserId outsider = rules.person("outsider");
        assertTrue(sight(bob).group(outer).isPresent());
        assertTrue(sight(outsider).group(outer).isEmpty());
        assertTrue(sight(bob).group(group("empty")).isEmpty());
        assertTrue(sight(carol).isIn(outer));
        assertFalse(sight(bob).isIn(outer));
    }

    @Test
    void nameBelongsToAUserOrAGroup() {
        rules.rejected(root, new Command.CreateGroup("bob", ""), Reason.NAME_TAKEN);
        GroupId crew = group("crew");
        rules.rejected(root, new Command.CreateGroup("crew", ""), Reason.NAME_TAKEN);
        rules.rejected(root, new Command.CreateUser("crew", "Crew"), Reason.NAME_TAKEN);
        rules.rejected(root, new Command.CreateGroup("here", ""), Reason.INVALID_VALUE);
        rules.acceptedWithoutChange(root, new Command.UpdateGroup(crew, Optional.of("crew"), Optional.empty()));
        rules.accepted(root, new Command.DeleteGroup(crew));
        group("crew");
    }

    @Test
    void mentionOfAGroupNamesItsMembersInTheChannel() {
        group("crew", of(group("inner", of(carol))), of(bob), of(root));
        ChannelId channel = rules.channel(root, home, ChannelKind.PRIVATE, "plans");
        rules.accepted(root, new Command.AddChannelMember(channel, carol));
        assertEquals(List.of(carol), rules.send(root, channel, "@crew, look").mentions());
        assertEquals(1, rules.world.readState(carol, channel).mentions());
    }

    @Test
    void groupHasAtMostAThousandPeopleIncludingNestedGroups() {
        GroupId inner = group("inner");
        GroupId outer = group("outer", of(inner), of(root));
        for (int i = 1; i < DomainLimits.GROUP_PEOPLE_MAX; i++) {
            rules.accepted(root, new Command.AddGroupMember(inner, of(rules.person("p" + i))));
        }
        rules.rejected(root, new Command.AddGroupMember(inner, of(bob)), Reason.TOO_MANY_MEMBERS);
        assertEquals(
                DomainLimits.GROUP_PEOPLE_MAX,
                GroupGraph.of(rules.world).people(outer).size());
        assertEquals(Set.of(inner, outer), GroupGraph.of(rules.world).above(inner));
    }
}
