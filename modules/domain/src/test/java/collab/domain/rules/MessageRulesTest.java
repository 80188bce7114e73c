package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.Rejections;
import collab.domain.id.ChannelId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Sending, editing and deleting of messages. */
class MessageRulesTest extends MessageRulesBase {
    // ---- Sending ----

    @Test
    void messageHasTheNextOrdinal() {
        rules.send(bob, plans, "first");
        Decision.Accepted accepted = rules.accepted(carol, send("second"));
        Message second = (Message) accepted.result();
        assertEquals(List.of(new Event.MessageCreated(second, 2)), accepted.events());
        assertEquals(OptionalLong.of(2), second.no());
        assertEquals(rules.now(), second.createdAt());
        assertEquals(rules.world.head(), second.ver());
        assertEquals(
                new ReadState(carol, plans, new ReadState.Position(Optional.of(second.id()), 2, 0), 0, second.ver()),
                readState(carol));
        assertEquals(1, readState(bob).readNo(), "bob has read only his own message");
    }

    @Test
    void textIsChecked() {
        rules.rejected(bob, send(" \n"), Reason.INVALID_VALUE);
        rules.rejected(bob, send("a".repeat(16_001)), Reason.TEXT_TOO_LONG);
        assertEquals(Rejections.personNeeded(), rules.rejected(Caller.SYSTEM, send("hello")));
    }

    @Test
    void replyHasNoOrdinalAndUpdatesItsThread() {
        Message parent = rules.send(bob, plans, "a question");
        Decision.Accepted accepted =
                rules.accepted(carol, new Command.SendMessage(plans, "an answer", Optional.of(parent.id())));
        Message reply = (Message) accepted.result();
        assertEquals(
                List.of(
                        new Event.ThreadFollowed(parent.id(), plans, 0, List.of(bob)),
                        new Event.MessageCreated(reply, 1),
                        new Event.ThreadUpdated(
                                parent.id(), plans, new Message.Replies(1, 1, Optional.of(rules.now())))),
                accepted.events());
        assertEquals(OptionalLong.empty(), reply.no());
        Message answered = message(parent.id());
        assertEquals(1, answered.replyCount());
        assertEquals(rules.world.head(), answered.ver());
        assertEquals(0, readState(carol).readNo(), "a reply does not read the channel");
    }

    @Test
    void replyNeedsATopLevelMessageOfItsChannel() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(carol, parent, "an answer");
        ChannelId other = rules.channel(bob, home, ChannelKind.PUBLIC, "other");
        rules.rejected(bob, new Command.SendMessage(plans, "x", Optional.of(reply.id())), Reason.REPLY_TO_REPLY);
        rules.rejected(bob, new Command.SendMessage(other, "x", Optional.of(parent.id())), Reason.MESSAGE_NOT_FOUND);
        rules.accepted(bob, new Command.DeleteMessage(parent.id()));
        rules.rejected(bob, new Command.SendMessage(plans, "x", Optional.of(parent.id())), Reason.MESSAGE_NOT_FOUND);
    }

    // ---- Editing ----

    @Test
    void editByTheAuthorAddsNoMentions() {
        Message message = rules.send(bob, plans, "hello");
        Decision.Accepted accepted = rules.accepted(bob, new Command.UpdateMessage(message.id(), "hello @carol"));
        Message edited = (Message) accepted.result();
        assertEquals(List.of(new Event.MessageUpdated(edited, 1)), accepted.events());
        assertEquals(Optional.of(rules.now()), edited.editedAt());
        assertEquals(List.of(carol), edited.mentions());
        assertEquals(0, readState(carol).mentions());
        rules.acceptedWithoutChange(bob, new Command.UpdateMessage(message.id(), "hello @carol"));
        rules.rejected(bob, new Command.UpdateMessage(message.id(), ""), Reason.INVALID_VALUE);
        rules.rejected(carol, new Command.UpdateMessage(message.id(), "hello @carol"), Reason.PERMISSION_DENIED);
    }

    @Test
    void formerMemberCannotEdit() {
        Message message = rules.send(carol, plans, "hello");
        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.rejected(carol, new Command.UpdateMessage(message.id(), "bye"), Reason.PERMISSION_DENIED);
        rules.rejected(carol, new Command.DeleteMessage(message.id()), Reason.PERMISSION_DENIED);
    }

    // ---- Deleting ----

    @Test
    void authorAndModeratorsDelete() {
        ChannelId hidden = rules.channel(bob, home, ChannelKind.PRIVATE, "hidden");
        rules.accepted(bob, new Command.AddChannelMember(hidden, carol));
        rules.accepted(
                bob, new Command.DeleteMessage(rules.send(carol, hidden, "x").id()));
        rules.accepted(
                carol, new Command.DeleteMessage(rules.send(carol, hidden, "x").id()));
        rules.rejected(
                carol, new Command.DeleteMessage(rules.send(bob, hidden, "x").id()), Reason.PERMISSION_DENIED);
        rules.rejected(
                alice, new Command.DeleteMessage(rules.send(bob, hidden, "x").id()), Reason.MESSAGE_NOT_FOUND);
        rules.accepted(
                alice, new Command.DeleteMessage(rules.send(carol, plans, "x").id()));
        Message last = rules.send(bob, plans, "x");
        rules.rejected(root, new Command.DeleteMessage(last.id()), Reason.MESSAGE_NOT_FOUND);
        rules.enroll(home, root, WorkspaceRole.MEMBER);
        rules.rejected(root, new Command.DeleteMessage(last.id()), Reason.PERMISSION_DENIED);
        rules.accepted(root, new Command.JoinChannel(plans));
        assertEquals(List.of(deleted(last)), rules.events(root, new Command.DeleteMessage(last.id())));
        rules.rejected(root, new Command.DeleteMessage(last.id()), Reason.MESSAGE_NOT_FOUND);
    }

    @Test
    void ordinalsOfDeletedMessagesAreNotReused() {
        Message first = rules.send(bob, plans, "x");
        rules.accepted(bob, new Command.DeleteMessage(first.id()));
        assertEquals(OptionalLong.of(2), rules.send(bob, plans, "y").no());
    }

    @Test
    void threadDropsADeletedReply() {
        Message parent = rules.send(bob, plans, "a question");
        Message first = rules.reply(carol, parent, "an answer");
        Message second = rules.reply(carol, parent, "a second answer");
        assertEquals(
                List.of(
                        deleted(second),
                        new Event.ThreadUpdated(
                                parent.id(), plans, new Message.Replies(1, 2, Optional.of(first.createdAt())))),
                rules.events(carol, new Command.DeleteMessage(second.id())));
        assertEquals(
                List.of(deleted(first), new Event.ThreadUpdated(parent.id(), plans, new Message.Replies(0, 2, Optional.empty()))),
                rules.events(carol, new Command.DeleteMessage(first.id())));
    }

    @Test
    void replyRemainsAfterItsParentIsDeleted() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(carol, parent, "an answer");
        rules.accepted(bob, new Command.DeleteMessage(parent.id()));
        assertEquals(
                List.of(deleted(reply), new Event.ThreadUpdated(parent.id(), plans, new Message.Replies(0, 1, Optional.empty()))),
                rules.events(carol, new Command.DeleteMessage(reply.id())));
    }

    @Test
    void deletedMentionIsNoLongerUnread() {
        Message first = rules.send(bob, plans, "@carol");
        Message second = rules.send(bob, plans, "@carol!");
        rules.accepted(carol, new Command.MarkRead(plans, first.id()));
        assertEquals(
                List.of(deleted(first)),
                rules.events(bob, new Command.DeleteMessage(first.id())),
                "it was read before");
        assertEquals(
                new Event.ReadStateChanged(
                        new ReadState(
                                carol,
                                plans,
                                new ReadState.Position(Optional.of(first.id()), 1, 0),
                                0,
                                rules.world.head().plus(2)),
                        new ReadState.Deleted(1, 0)),
                rules.events(bob, new Command.DeleteMessage(second.id())).getLast());
    }

    /** Otherwise the count of a member who joins again would fall below a count that the server sent before. */
    @Test
    void mentionsOfAnEarlierMembershipAreDropped() {
        Message mention = rules.send(bob, plans, "@carol");
        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.accepted(carol, new Command.JoinChannel(plans));
        assertEquals(0, readState(carol).mentions());
        assertEquals(List.of(deleted(mention)), rules.events(bob, new Command.DeleteMessage(mention.id())));
    }

    // ---- Unread counts ----

    /** Every tab decides by the ordinal whether its badge falls: a badge of a deleted message stayed until the channel was read. */
    @Test
    void deletionNamesTheOrdinalAndTheNumberOfABroadcast() {
        rules.send(bob, plans, "x");
        Message all = rules.send(bob, plans, "@channel");
        Message reply = rules.reply(bob, all, "y");
        assertEquals(
                new Event.MessageDeleted(
                        reply.id(),
                        plans,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.of(all.id()),
                        OptionalLong.of(1)),
                rules.events(bob, new Command.DeleteMessage(reply.id())).getFirst());
        assertEquals(
                List.of(new Event.MessageDeleted(
                        all.id(), plans, OptionalLong.of(2), OptionalLong.of(1), Optional.empty(), OptionalLong.empty())),
                rules.events(bob, new Command.DeleteMessage(all.id())));
    }

    /** The text that addressed the channel can be edited away; the members were notified nevertheless. */
    @Test
    void deletionOfAnEditedBroadcastNamesItsNumber() {
        Message all = rules.send(bob, plans, "@channel");
        rules.accepted(bob, new Command.UpdateMessage(all.id(), "nothing"));
        assertEquals(
                List.of(new Event.MessageDeleted(
                        all.id(), plans, OptionalLong.of(1), OptionalLong.of(1), Optional.empty(), OptionalLong.empty())),
                rules.events(bob, new Command.DeleteMessage(all.id())));
    }

    @Test
    void readStateCountsTheDeletedMessagesAfterIt() {
        Message first = rules.send(bob, plans, "1");
        Message second = rules.send(bob, plans, "@channel 2");
        rules.send(bob, plans, "3");
        Message fourth = rules.send(bob, plans, "@carol 4");
        rules.send(bob, plans, "5");
        rules.accepted(bob, new Command.DeleteMessage(second.id()));
        assertEquals(
                new ReadState.Deleted(2, 1),
                ((Event.ReadStateChanged) rules.events(bob, new Command.DeleteMessage(fourth.id()))
                                .getLast())
                        .deleted(),
                "the message of this decision is one of them");
        assertEquals(
                new ReadState.Deleted(1, 0),
                ((Event.ReadStateChanged) rules.events(carol, new Command.MarkRead(plans, first.id()))
                                .getLast())
                        .deleted(),
                "the second was passed with the first");
    }

    // ---- Threads of deleted messages ----

    @Test
    void deletedParentAcceptsNoReply() {
        Message parent = rules.send(bob, plans, "a question");
        rules.reply(carol, parent, "an answer");
        rules.accepted(bob, new Command.DeleteMessage(parent.id()));
        assertEquals(
                Rejections.parentDeleted(parent.id()),
                rules.rejected(carol, new Command.SendMessage(plans, "late", Optional.of(parent.id()))));
    }

    private static Event.MessageDeleted deleted(Message message) {
        return new Event.MessageDeleted(
                message.id(),
                message.channelId(),
                message.no(),
                OptionalLong.empty(),
                message.parentId(),
                message.replyNo());
    }
}
