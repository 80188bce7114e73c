package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.wire.event.v2.ChannelAdded;
import collab.wire.event.v2.ChannelRemoved;
import collab.wire.event.v2.GroupUpdated;
import collab.wire.event.v2.MentionCreated;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.PresenceSnapshot;
import collab.wire.event.v2.WorkspaceAdded;
import collab.wire.event.v2.WorkspaceMemberJoined;
import collab.wire.event.v2.WorkspaceRemoved;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwedEventsTest {
    private final LogScript script = LogScript.story();

    @Test
    void everyEventIsOwedToTheUsersOfTheStory() {
        OwedEvents owed = OwedEvents.of(script.log());
        assertEquals(List.of(), owed.contradictions());
        for (LogRow row : script.log().rows()) {
            Owed at = owed.at(row.seq());
            assertEquals(script.owed(row.seq()), at.must(), row.seq() + " " + row.type());
            assertEquals(Optional.of(at.must()), at.may(), row.seq() + " " + row.type());
        }
    }

    @Test
    void deletionOfWorkspaceIsOwedToItsMembers() {
        script.add(removed(LogScript.GENERAL), Set.of());
        script.add(removed(LogScript.DIRECT), Set.of());
        script.add(
                LogScript.event()
                        .setWorkspaceRemoved(WorkspaceRemoved.newBuilder().setWorkspaceId(LogScript.TEAM)),
                Set.of());
        OwedEvents owed = OwedEvents.of(script.log());
        Set<Long> members = Set.of(LogScript.ALICE, LogScript.BOB);
        for (long seq = script.head() - 2; seq <= script.head(); seq++)
            assertEquals(members, owed.at(seq).must());
        assertEquals(Set.of(LogScript.ALICE), owed.peers(LogScript.ALICE));
        assertEquals(Set.of(1L, 2L, 3L), owed.peersEver(LogScript.ALICE));
    }

    private static collab.wire.event.v2.Event.Builder removed(long channel) {
        return LogScript.event().setChannelRemoved(ChannelRemoved.newBuilder().setChannelId(channel));
    }

    @Test
    void reopenedDirectMessageIsOwedToTheUserWhoReturned() {
        long other = 23;
        collab.wire.event.v2.Channel.Builder direct =
                LogScript.channel(other).addMemberIds(LogScript.ALICE).addMemberIds(LogScript.CAROL);
        script.add(added(direct), Set.of()); // carol is not in the workspace now
        script.add(
                LogScript.event()
                        .setWorkspaceAdded(
                                WorkspaceAdded.newBuilder().setWorkspace(LogScript.workspace(LogScript.TEAM))),
                Set.of());
        script.add(
                LogScript.event()
                        .setWorkspaceMemberJoined(WorkspaceMemberJoined.newBuilder()
                                .setWorkspaceId(LogScript.TEAM)
                                .setUser(LogScript.user(LogScript.CAROL))),
                Set.of());
        script.add(added(direct), Set.of());
        OwedEvents owed = OwedEvents.of(script.log());
        assertEquals(Set.of(LogScript.ALICE), owed.at(script.head() - 3).must());
        assertEquals(Set.of(LogScript.CAROL), owed.at(script.head()).must());
    }

    private static collab.wire.event.v2.Event.Builder added(collab.wire.event.v2.Channel.Builder channel) {
        return LogScript.event().setChannelAdded(ChannelAdded.newBuilder().setChannel(channel));
    }

    @Test
    void changeOfGroupThatWasNotReadAloneIsOwedToItsActorAndAllowedToAll() {
        script.add(
                LogScript.event().setActorId(LogScript.ALICE).setGroupUpdated(GroupUpdated.getDefaultInstance()),
                Set.of());
        Owed owed = OwedEvents.of(script.log()).at(script.head());
        assertEquals(Set.of(LogScript.ALICE), owed.must());
        assertEquals(Optional.empty(), owed.may());
    }

    @Test
    void namedUserWithoutNotificationIsContradiction() {
        script.add(
                LogScript.event()
                        .setMessageCreated(MessageCreated.newBuilder()
                                .setMessage(LogScript.message(200, LogScript.GENERAL)
                                        .addMentions(LogScript.BOB))),
                Set.of());
        assertContradiction();
    }

    @Test
    void notificationWithoutNamedUserIsContradiction() {
        script.add(
                LogScript.event()
                        .setMentionCreated(
                                MentionCreated.newBuilder().setMention(LogScript.mention(104, LogScript.GENERAL))),
                Set.of());
        assertContradiction();
    }

    @Test
    void additionWithoutMemberIsContradiction() {
        script.add(added(LogScript.channel(LogScript.GENERAL)), Set.of());
        assertContradiction();
    }

    @Test
    void importedChannelWithoutMembersIsOwedToNoUser() {
        script.add(added(LogScript.channel(24)), Set.of());
        OwedEvents owed = OwedEvents.of(script.log());
        assertEquals(List.of(), owed.contradictions());
        assertEquals(Optional.of(Set.of()), owed.at(script.head()).may());
    }

    @Test
    void workspaceWithoutMemberIsContradiction() {
        script.add(
                LogScript.event().setWorkspaceAdded(WorkspaceAdded.newBuilder().setWorkspace(LogScript.workspace(12))),
                Set.of());
        assertContradiction();
    }

    @Test
    void signalInTheLogIsContradiction() {
        script.add(LogScript.event().setPresenceSnapshot(PresenceSnapshot.getDefaultInstance()), Set.of());
        assertContradiction();
    }

    @Test
    void eventOfUnknownTypeIsContradiction() {
        script.add(LogScript.event(), Set.of());
        assertContradiction();
    }

    private void assertContradiction() {
        assertEquals(1, OwedEvents.of(script.log()).contradictions().size());
        assertFalse(Judge.deliveries(List.of(script.log()), List.of(), new Contents(), new FaultTimes()).stream()
                .filter(violation -> violation.rule() == JudgeRule.LOG)
                .toList()
                .isEmpty());
    }
}
