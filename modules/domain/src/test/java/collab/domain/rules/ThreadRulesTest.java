package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupMember;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who follows a thread, and what is unread in it. */
class ThreadRulesTest extends MessageRulesBase {
    private UserId dave;

    @BeforeEach
    void addDave() {
        dave = rules.person("dave");
        rules.enroll(home, dave, WorkspaceRole.MEMBER);
        rules.accepted(dave, new Command.JoinChannel(plans));
    }

    // ---- Following ----

    @Test
    void writerFollowsWithEverythingRead() {
        Message parent = rules.send(bob, plans, "a question");
        rules.reply(bob, parent, "a detail");
        rules.reply(carol, parent, "an answer");
        assertEquals(state(carol, parent, true, 2, 0), thread(carol, parent).withVer());
    }

    @Test
    void authorOfTheParentFollowsFromBeforeTheFirstReply() {
        Message parent = rules.send(bob, plans, "a question");
        List<Event> events = reply(carol, parent, "an answer");
        assertEquals(new Event.ThreadFollowed(parent.id(), plans, 0, List.of(bob)), events.getFirst());
        assertEquals(1, unread(bob, parent));
        assertEquals(List.of(), followersOf(reply(carol, parent, "a second answer")), "a follower follows already");
        assertEquals(2, unread(bob, parent));
    }

    @Test
    void authorOfTheParentWhoAnswersFirstIsNotTold() {
        Message parent = rules.send(bob, plans, "a question");
        assertEquals(List.of(), followersOf(reply(bob, parent, "a detail")));
        assertEquals(0, unread(bob, parent));
    }

    /** The question was for carol; the answers concern her, although no reply names her. */
    @Test
    void peopleWhomTheParentNamesFollowWithTheFirstReply() {
        Message parent = rules.send(bob, plans, "@carol, a question");
        assertEquals(List.of(bob, carol), followersOf(reply(dave, parent, "an answer")));
        assertEquals(1, unread(carol, parent));
        assertEquals(0, thread(carol, parent).state().mentions());
    }

    @Test
    void peopleWhomAnEditOfTheParentNamesLaterDoNotFollow() {
        Message parent = rules.send(bob, plans, "a question");
        reply(dave, parent, "an answer");
        rules.accepted(bob, new Command.UpdateMessage(parent.id(), "@carol, a question"));
        assertEquals(List.of(), followersOf(reply(dave, parent, "a second answer")));
    }

    @Test
    void namedMemberFollowsFromJustBeforeTheReply() {
        Message parent = rules.send(bob, plans, "a question");
        reply(bob, parent, "a detail");
        List<Event> events = reply(bob, parent, "@carol?");
        assertEquals(List.of(carol), followersOf(events));
        assertEquals(state(carol, parent, true, 1, 1), thread(carol, parent).withVer());
        assertEquals(1, unread(carol, parent));
    }

    @Test
    void memberOfANamedGroupFollows() {
        Message parent = rules.send(bob, plans, "a question");
        Group crew = (Group)
                rules.accepted(root, new Command.CreateGroup("crew", "")).result();
        rules.accepted(root, new Command.AddGroupMember(crew.id(), new GroupMember.Person(carol)));
        assertEquals(List.of(carol), followersOf(reply(bob, parent, "@crew?")));
    }

    @Test
    void allMembersOfADirectMessageFollow() {
        ChannelId direct = rules.direct(bob, home, carol, dave);
        Message parent = rules.send(bob, direct, "a question");
        assertEquals(List.of(bob, dave), followersOf(reply(carol, parent, "an answer")));
    }

    @Test
    void peopleWithoutTheChannelDoNotFollow() {
        Message parent = rules.send(carol, plans, "@dave");
        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.accepted(root, new Command.DeactivateUser(dave));
        assertEquals(List.of(), followersOf(reply(bob, parent, "@carol @dave")));
    }

    // ---- By hand ----

    @Test
    void followingByHandReadsEverything() {
        Message parent = rules.send(bob, plans, "a question");
        reply(bob, parent, "a detail");
        rules.accepted(carol, new Command.FollowThread(parent.id(), true));
        assertEquals(0, unread(carol, parent));
        reply(bob, parent, "another");
        assertEquals(1, unread(carol, parent));
        rules.acceptedWithoutChange(carol, new Command.FollowThread(parent.id(), true));
        assertEquals(1, unread(carol, parent), "a follower who follows again has read nothing by that");
    }

    @Test
    void unfollowedStaysUnfollowedUntilNamed() {
        Message parent = rules.send(bob, plans, "a question");
        reply(carol, parent, "an answer");
        rules.accepted(bob, new Command.FollowThread(parent.id(), false));
        rules.acceptedWithoutChange(bob, new Command.FollowThread(parent.id(), false));
        assertEquals(List.of(), followersOf(reply(carol, parent, "a second answer")));
        assertEquals(0, unread(bob, parent));
        assertEquals(List.of(bob), followersOf(reply(carol, parent, "@bob?")));
        assertEquals(1, unread(bob, parent), "only the reply that names bob");
    }

    /** The author of a message can refuse its thread before the first reply. */
    @Test
    void unfollowingBeforeTheFirstReplyHolds() {
        Message parent = rules.send(bob, plans, "a question");
        rules.accepted(bob, new Command.FollowThread(parent.id(), false));
        assertEquals(List.of(), followersOf(reply(carol, parent, "an answer")));
        reply(bob, parent, "I write, so I follow");
        assertTrue(thread(bob, parent).state().following());
    }

    @Test
    void onlyAMessageOfTheChannelIsFollowed() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(carol, parent, "an answer");
        rules.rejected(bob, new Command.FollowThread(reply.id(), true), Reason.REPLY_TO_REPLY);
        rules.accepted(carol, new Command.DeleteMessage(reply.id()));
        rules.accepted(bob, new Command.DeleteMessage(parent.id()));
        rules.rejected(bob, new Command.FollowThread(parent.id(), true), Reason.MESSAGE_NOT_FOUND);
    }

    // ---- Reading ----

    @Test
    void markMovesForwardOnly() {
        Message parent = rules.send(bob, plans, "a question");
        Message first = rules.reply(carol, parent, "1 @bob");
        Message second = rules.reply(carol, parent, "2 @bob");
        rules.reply(carol, parent, "3 @bob");
        List<Event> events = rules.events(bob, new Command.MarkThreadRead(parent.id(), second.id()));
        assertEquals(
                List.of(new Event.ThreadStateChanged(
                        new ThreadState(bob, parent.id(), plans, true, 2, 1, rules.world.head()), 3, 0)),
                events);
        rules.acceptedWithoutChange(bob, new Command.MarkThreadRead(parent.id(), first.id()));
        rules.acceptedWithoutChange(bob, new Command.MarkThreadRead(parent.id(), parent.id()));
    }

    @Test
    void markNeedsAMessageOfTheThread() {
        Message parent = rules.send(bob, plans, "a question");
        Message other = rules.send(bob, plans, "another question");
        reply(carol, parent, "an answer");
        rules.rejected(bob, new Command.MarkThreadRead(parent.id(), other.id()), Reason.MESSAGE_NOT_FOUND);
        rules.acceptedWithoutChange(dave, new Command.MarkThreadRead(parent.id(), parent.id()));
    }

    /** A badge of a deleted reply stayed until the thread was read. */
    @Test
    void deletedReplyIsNotUnread() {
        Message parent = rules.send(bob, plans, "a question");
        rules.reply(carol, parent, "1");
        Message named = rules.reply(carol, parent, "2 @bob");
        List<Event> events = rules.events(carol, new Command.DeleteMessage(named.id()));
        assertEquals(1, unread(bob, parent));
        assertEquals(
                new Event.ThreadStateChanged(
                        new ThreadState(bob, parent.id(), plans, true, 0, 0, rules.world.head()), 2, 1),
                events.getLast());
    }

    @Test
    void markPassesDeletedReplies() {
        Message parent = rules.send(bob, plans, "a question");
        Message first = rules.reply(carol, parent, "1");
        Message second = rules.reply(carol, parent, "2");
        rules.accepted(carol, new Command.DeleteMessage(second.id()));
        rules.accepted(bob, new Command.MarkThreadRead(parent.id(), first.id()));
        assertEquals(state(bob, parent, true, 2, 0), thread(bob, parent).withVer());
    }

    @Test
    void threadOfADeletedParentStaysReadable() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(carol, parent, "an answer");
        rules.accepted(bob, new Command.DeleteMessage(parent.id()));
        assertEquals(1, unread(bob, parent));
        rules.accepted(bob, new Command.MarkThreadRead(parent.id(), reply.id()));
        assertEquals(0, unread(bob, parent));
    }

    // ---- Mentions and memberships ----

    @Test
    void mentionsOfRepliesAreMarkedOneByOneOrAllAtOnce() {
        Message parent = rules.send(bob, plans, "a question");
        Message first = rules.reply(carol, parent, "1 @bob");
        rules.reply(carol, parent, "2 @bob");
        rules.reply(carol, parent, "3 @bob");
        rules.accepted(bob, new Command.MarkMentionsRead(plans, Optional.of(first.id())));
        assertEquals(state(bob, parent, true, 0, 2), thread(bob, parent).withVer());
        rules.accepted(bob, new Command.MarkMentionsRead(plans, Optional.empty()));
        assertEquals(state(bob, parent, true, 0, 0), thread(bob, parent).withVer());
        rules.acceptedWithoutChange(bob, new Command.MarkMentionsRead(plans, Optional.empty()));
        assertEquals(3, unread(bob, parent), "the replies themselves stay unread");
    }

    /** Reading the channel cleared the mentions of threads that the reader had not opened. */
    @Test
    void readingTheChannelLeavesTheThread() {
        Message parent = rules.send(bob, plans, "a question");
        reply(carol, parent, "@bob");
        Message newest = rules.send(carol, plans, "something else");
        rules.accepted(bob, new Command.MarkRead(plans, newest.id()));
        assertEquals(state(bob, parent, true, 0, 1), thread(bob, parent).withVer());
    }

    @Test
    void leavingTheChannelEndsTheState() {
        Message parent = rules.send(bob, plans, "a question");
        reply(carol, parent, "an answer");
        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.accepted(carol, new Command.JoinChannel(plans));
        assertEquals(Optional.empty(), rules.world.threadState(carol, parent.id()));
    }

    // ---- Helpers ----

    private record Followed(ThreadState state) {
        ThreadState withVer() {
            return new ThreadState(
                    state.userId(),
                    state.parentId(),
                    state.channelId(),
                    state.following(),
                    state.readNo(),
                    state.mentions(),
                    LogPosition.START);
        }
    }

    private Followed thread(UserId user, Message parent) {
        return new Followed(rules.world.threadState(user, parent.id()).orElseThrow());
    }

    private ThreadState state(UserId user, Message parent, boolean following, long readNo, int mentions) {
        return new ThreadState(user, parent.id(), plans, following, readNo, mentions, LogPosition.START);
    }

    private long unread(UserId user, Message parent) {
        ThreadState state = thread(user, parent).state();
        MessageId id = parent.id();
        long last = MessageAccess.withTombstone(rules.world, id).orElseThrow().lastReplyNo();
        return state.following() ? last - state.readNo() - rules.world.deletedReplies(user, id, state.readNo()) : 0;
    }

    private List<Event> reply(UserId author, Message parent, String text) {
        return rules.events(author, new Command.SendMessage(parent.channelId(), text, Optional.of(parent.id())));
    }

    private static List<UserId> followersOf(List<Event> events) {
        return events.stream()
                .filter(Event.ThreadFollowed.class::isInstance)
                .flatMap(event -> ((Event.ThreadFollowed) event).followers().stream())
                .toList();
    }
}
