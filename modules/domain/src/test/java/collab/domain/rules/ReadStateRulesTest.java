package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.access.Rejections;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Read states of channels. */
class ReadStateRulesTest extends MessageRulesBase {
    @Test
    void readingMovesForwardOnly() {
        Message first = rules.send(bob, plans, "1 @carol");
        Message second = rules.send(bob, plans, "2 @carol");
        Message third = rules.send(bob, plans, "3 @carol");
        Decision.Accepted accepted = rules.accepted(carol, new Command.MarkRead(plans, second.id()));
        ReadState state = new ReadState(
                carol, plans, new ReadState.Position(Optional.of(second.id()), 2, 0), 1, rules.world.head());
        assertEquals(state, accepted.result());
        assertEquals(List.of(new Event.ReadStateChanged(state)), accepted.events());
        rules.acceptedWithoutChange(carol, new Command.MarkRead(plans, first.id()));
        rules.acceptedWithoutChange(carol, new Command.MarkRead(plans, second.id()));
        rules.accepted(carol, new Command.MarkRead(plans, third.id()));
        assertEquals(0, readState(carol).mentions());
    }

    @Test
    void replyReadsTheChannelUpToIt() {
        Message first = rules.send(bob, plans, "1");
        Message deleted = rules.send(bob, plans, "2");
        Message reply = rules.reply(bob, first, "1a");
        rules.send(bob, plans, "3");
        rules.accepted(bob, new Command.DeleteMessage(deleted.id()));
        assertEquals(
                2,
                ((ReadState) rules.accepted(carol, new Command.MarkRead(plans, reply.id()))
                                .result())
                        .readNo());
    }

    /** Deleting does not renumber: a user who has read the remaining messages has read everything, on every device. */
    @Test
    void readingTheNewestRemainingMessageReadsEverything() {
        Message first = rules.send(bob, plans, "1");
        Message second = rules.send(bob, plans, "2");
        Message third = rules.send(bob, plans, "3");
        rules.accepted(carol, new Command.MarkRead(plans, second.id()));
        assertEquals(2, readState(carol).readNo());
        rules.accepted(bob, new Command.DeleteMessage(third.id()));
        rules.accepted(carol, new Command.MarkRead(plans, second.id()));
        assertEquals(3, readState(carol).readNo());
        rules.acceptedWithoutChange(carol, new Command.MarkRead(plans, second.id()));

        Message fourth = rules.send(bob, plans, "4");
        rules.accepted(bob, new Command.DeleteMessage(second.id()));
        rules.accepted(bob, new Command.DeleteMessage(fourth.id()));
        rules.accepted(carol, new Command.MarkRead(plans, first.id()));
        assertEquals(4, readState(carol).readNo());
        assertEquals(Optional.of(second.id()), readState(carol).lastRead(), "the position does not move back");
    }

    @Test
    void markingAMessageFromBeforeJoiningMakesNothingUnread() {
        Message old = rules.send(bob, plans, "1");
        rules.send(bob, plans, "2");
        rules.accepted(alice, new Command.JoinChannel(plans));
        ReadState state = (ReadState)
                rules.accepted(alice, new Command.MarkRead(plans, old.id())).result();
        assertEquals(2, state.readNo());
    }

    @Test
    void onlyMessagesOfTheChannelCanBeMarked() {
        ChannelId other = rules.channel(bob, home, ChannelKind.PUBLIC, "other");
        Message ofOther = rules.send(bob, other, "x");
        Message deleted = rules.send(bob, plans, "x");
        rules.accepted(bob, new Command.DeleteMessage(deleted.id()));
        rules.accepted(bob, new Command.DeleteMessage(ofOther.id()));
        Message remaining = rules.send(bob, other, "y");
        for (MessageId id : List.of(ofOther.id(), remaining.id(), new MessageId(999_999))) {
            assertEquals(Rejections.noMessage(id), rules.rejected(bob, new Command.MarkRead(plans, id)));
        }
        rules.acceptedWithoutChange(bob, new Command.MarkRead(plans, deleted.id()));
    }

    /** A client marks the newest message that it shows; its author deletes it before the call arrives. */
    @Test
    void deletedMessageStillMarksItsPlace() {
        rules.send(bob, plans, "1");
        Message deleted = rules.send(bob, plans, "2");
        rules.send(bob, plans, "3");
        rules.accepted(bob, new Command.DeleteMessage(deleted.id()));
        rules.accepted(carol, new Command.MarkRead(plans, deleted.id()));
        assertEquals(2, readState(carol).readNo());
        assertEquals(Optional.of(deleted.id()), readState(carol).lastRead());
    }

    /** A channel with only messages that an earlier release imported and numbered kept its unread badge for ever. */
    @Test
    void markingANumberedImportedMessageReadsUpToTheNextSentOne() {
        for (int no = 1; no <= 3; no++) {
            MessageId id = new MessageId(1_000 + no);
            Message imported = new Message(
                    new Message.Identity(id, OptionalLong.of(no), plans, bob, Optional.empty(), RulesFixture.BEGIN),
                    new Message.Content("old", List.of(), Optional.empty(), Optional.empty()),
                    false,
                    List.of(),
                    Message.Replies.NONE,
                    rules.world.head().plus(1));
            rules.world.apply(
                    new Decision.Accepted(
                            List.of(new Event.MessageCreated(imported, no)),
                            List.of(new Effect.MessageImported(plans, "old " + no, id)),
                            Entity.NONE),
                    rules.now());
        }
        Command mark = new Command.MarkRead(plans, new MessageId(1_003));
        rules.accepted(carol, mark);
        assertEquals(
                new ReadState.Position(Optional.empty(), 3, 0), readState(carol).position());
        rules.acceptedWithoutChange(carol, mark);

        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.accepted(carol, new Command.JoinChannel(plans));
        Message sent = rules.send(bob, plans, "@carol, new");
        rules.acceptedWithoutChange(carol, mark);
        assertEquals(3, readState(carol).readNo(), "a sent message stays unread");
        assertEquals(1, readState(carol).mentions());
        rules.accepted(carol, new Command.MarkRead(plans, sent.id()));
        assertEquals(
                new ReadState.Position(Optional.of(sent.id()), 4, 0),
                readState(carol).position());
    }

    @Test
    void memberReadsOnlyTheirOwnReadState() {
        EntityRef ofCarol = new EntityRef.OfReadState(carol, plans);
        assertTrue(Rules.recall(rules.world, rules.as(carol), ofCarol).isPresent());
        assertTrue(Rules.recall(rules.world, rules.as(bob), ofCarol).isEmpty());
        rules.accepted(carol, new Command.LeaveChannel(plans));
        assertTrue(Rules.recall(rules.world, rules.as(carol), ofCarol).isEmpty());
    }
}
