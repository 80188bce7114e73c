package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.Rejection.Reason;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.ThreadState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Marking messages as unread, and everything as read. */
class MarkUnreadTest extends MessageRulesBase {
    @Test
    void markedMessageIsTheFirstUnreadOne() {
        Message first = rules.send(bob, plans, "one");
        Message second = rules.send(bob, plans, "two @carol");
        Message third = rules.send(bob, plans, "three");
        rules.accepted(carol, new Command.MarkRead(plans, third.id()));
        ReadState state = (ReadState) rules.accepted(carol, new OwnCommand.MarkUnread(plans, second.id()))
                .result();
        assertEquals(Optional.of(first.id()), state.lastRead());
        assertEquals(first.no().orElseThrow(), state.readNo());
        assertEquals(1, state.mentions());
        assertEquals(2, unread(carol));
    }

    @Test
    void ownMessagesAreNotUnreadAlsoAfterTheirDeletion() {
        Message first = rules.send(bob, plans, "one");
        Message own = rules.send(carol, plans, "mine");
        rules.send(bob, plans, "three");
        rules.accepted(carol, new OwnCommand.MarkUnread(plans, first.id()));
        assertEquals(2, unread(carol));
        Event last = rules.events(carol, new Command.DeleteMessage(own.id())).getLast();
        assertEquals(2, unread(carol));
        assertEquals(1, ((Event.ReadStateChanged) last).deleted().messages());
    }

    /** A mark that another tab sent on its own before it knew of the choice must not undo it. */
    @Test
    void markOfATabThatDoesNotKnowChangesNothing() {
        rules.send(bob, plans, "one");
        Message second = rules.send(bob, plans, "two");
        rules.accepted(carol, new Command.MarkRead(plans, second.id()));
        Optional<LogPosition> known = Optional.of(rules.world.head());
        rules.accepted(carol, new OwnCommand.MarkUnread(plans, second.id()));
        rules.acceptedWithoutChange(carol, new Command.MarkRead(plans, second.id(), known));
        rules.accepted(carol, new Command.MarkRead(plans, second.id(), Optional.of(rules.world.head())));
        assertEquals(0, unread(carol));
    }

    @Test
    void replyIsNoPlaceInTheChannel() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(carol, parent, "an answer");
        for (MessageId wrong : List.of(reply.id(), new MessageId(987_654_321))) {
            assertEquals(
                    Reason.MESSAGE_NOT_FOUND,
                    rules.rejected(carol, new OwnCommand.MarkUnread(plans, wrong))
                            .reason());
        }
    }

    @Test
    void newestReplyOfAnotherPersonBecomesUnread() {
        Message parent = rules.send(bob, plans, "a question");
        rules.reply(carol, parent, "an answer");
        rules.reply(bob, parent, "thank you");
        ThreadState state = threadUnread(bob, parent, Optional.empty());
        assertEquals(0, state.readNo());
        assertEquals(1, 2 - state.readNo() - rules.world.deletedReplies(bob, parent.id(), state.readNo()));
    }

    @Test
    void threadThatIsMarkedAsUnreadIsFollowed() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(bob, parent, "@carol, a detail");
        rules.accepted(carol, new Command.FollowThread(parent.id(), false));
        ThreadState state = threadUnread(carol, parent, Optional.of(reply.id()));
        assertEquals(List.of(true, 0L, 1), List.of(state.following(), state.readNo(), state.mentions()));
    }

    @Test
    void allIsReadUpToTheCommandAndNotAfterIt() {
        Message parent = rules.send(bob, plans, "@carol @channel");
        rules.reply(bob, parent, "@carol, a detail");
        rules.accepted(carol, new OwnCommand.MarkAllRead(home, OwnCommand.MarkAllRead.What.ALL));
        assertEquals(0, unread(carol));
        assertEquals(0, rules.world.readState(carol, plans).mentions());
        assertEquals(
                0, rules.world.threadState(carol, parent.id()).orElseThrow().mentions());
        rules.send(bob, plans, "@carol, later");
        assertEquals(1, unread(carol));
        assertEquals(1, rules.world.readState(carol, plans).mentions());
    }

    @Test
    void threadsAreReadWithoutTheChannels() {
        Message parent = rules.send(bob, plans, "a question");
        rules.reply(bob, parent, "@carol, a detail");
        rules.accepted(carol, new OwnCommand.MarkAllRead(home, OwnCommand.MarkAllRead.What.THREADS));
        assertEquals(1, unread(carol));
        assertEquals(
                1, rules.world.threadState(carol, parent.id()).orElseThrow().readNo());
    }

    private ThreadState threadUnread(UserId user, Message parent, Optional<MessageId> reply) {
        return (ThreadState) rules.accepted(user, new OwnCommand.MarkThreadUnread(parent.id(), reply))
                .result();
    }

    private long unread(UserId user) {
        ReadState state = rules.world.readState(user, plans);
        return rules.world.channel(plans).orElseThrow().lastNo()
                - state.readNo()
                - rules.world.deletedAfter(user, plans, state.position()).messages();
    }
}
