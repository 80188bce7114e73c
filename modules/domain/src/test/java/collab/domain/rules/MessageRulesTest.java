package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.DomainLimits;
import collab.domain.access.Rejections;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MessageRulesTest {
    private final RulesFixture stage = new RulesFixture();
    private final UserId root = stage.holder("root", Right.ADMIN);
    private final UserId alice = stage.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = stage.person("bob");
    private final UserId carol = stage.person("carol");
    private final WorkspaceId home = stage.workspace(alice, "Home");
    private final ChannelId plans;

    MessageRulesTest() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        stage.enroll(home, carol, WorkspaceRole.MEMBER);
        plans = stage.channel(bob, home, ChannelKind.PUBLIC, "plans");
        stage.accepted(carol, new Command.JoinChannel(plans));
    }

    // Sending

    @Test
    void messageHasTheNextOrdinal() {
        stage.says(bob, plans, "first");
        Decision.Accepted accepted = stage.accepted(carol, send("second"));
        Message second = (Message) accepted.result();
        assertEquals(List.of(new Event.MessageCreated(second, 2)), accepted.events());
        assertEquals(OptionalLong.of(2), second.no());
        assertEquals(stage.now(), second.createdAt());
        assertEquals(stage.world.head(), second.ver());
        assertEquals(
                new ReadState(carol, plans, new ReadState.Position(Optional.of(second.id()), 2, 0), 0, second.ver()),
                readState(carol));
        assertEquals(1, readState(bob).readNo(), "bob has read only his own message");
    }

    @Test
    void textIsChecked() {
        stage.rejected(bob, send(" \n"), Reason.INVALID_VALUE);
        stage.rejected(bob, send("a".repeat(16_001)), Reason.TEXT_TOO_LONG);
        assertEquals(Rejections.personNeeded(), stage.rejected(Caller.SYSTEM, send("hello")));
    }

    @Test
    void replyHasNoOrdinalAndUpdatesItsThread() {
        Message parent = stage.says(bob, plans, "who comes?");
        Decision.Accepted accepted =
                stage.accepted(carol, new Command.SendMessage(plans, "I do", Optional.of(parent.id())));
        Message reply = (Message) accepted.result();
        assertEquals(
                List.of(
                        new Event.MessageCreated(reply, 1),
                        new Event.ThreadUpdated(parent.id(), plans, 1, Optional.of(stage.now()))),
                accepted.events());
        assertEquals(OptionalLong.empty(), reply.no());
        Message answered = message(parent.id());
        assertEquals(1, answered.replyCount());
        assertEquals(stage.world.head(), answered.ver());
        assertEquals(0, readState(carol).readNo(), "a reply does not read the channel");
    }

    @Test
    void replyNeedsATopLevelMessageOfItsChannel() {
        Message parent = stage.says(bob, plans, "who comes?");
        Message reply = stage.answers(carol, parent, "I do");
        ChannelId other = stage.channel(bob, home, ChannelKind.PUBLIC, "other");
        stage.rejected(bob, new Command.SendMessage(plans, "x", Optional.of(reply.id())), Reason.REPLY_TO_REPLY);
        stage.rejected(bob, new Command.SendMessage(other, "x", Optional.of(parent.id())), Reason.MESSAGE_NOT_FOUND);
        stage.accepted(bob, new Command.DeleteMessage(parent.id()));
        stage.rejected(bob, new Command.SendMessage(plans, "x", Optional.of(parent.id())), Reason.MESSAGE_NOT_FOUND);
    }

    // Mentions

    @Test
    void mentionedMembersGetTheirUnreadCount() {
        stage.says(bob, plans, "@carol");
        Decision.Accepted accepted = stage.accepted(bob, send("@Carol, @bob, @alice and @nobody"));
        Message message = (Message) accepted.result();
        assertEquals(List.of(carol), message.mentions());
        assertEquals(
                new Event.MentionCreated(new Mention(message.id(), plans, bob, message.createdAt()), carol, 2),
                accepted.events().getLast());
        assertEquals(2, readState(carol).mentions());
        assertEquals(stage.world.head(), readState(carol).ver());
    }

    @Test
    void sendingReadsTheMentionsBeforeIt() {
        stage.says(bob, plans, "@carol");
        Decision.Accepted accepted = stage.accepted(carol, send("here, @bob"));
        Message message = (Message) accepted.result();
        assertEquals(
                List.of(
                        new Event.MessageCreated(message, 2),
                        new Event.MentionCreated(new Mention(message.id(), plans, carol, message.createdAt()), bob, 1),
                        new Event.ReadStateChanged(new ReadState(
                                carol,
                                plans,
                                new ReadState.Position(Optional.of(message.id()), 2, 0),
                                0,
                                stage.world.head()))),
                accepted.events());
    }

    @Test
    void replyMentionsAndDoesNotReadMentions() {
        Message parent = stage.says(bob, plans, "@carol");
        stage.answers(bob, parent, "@carol?");
        assertEquals(2, readState(carol).mentions());
        stage.answers(carol, parent, "yes");
        assertEquals(2, readState(carol).mentions());
    }

    @Test
    void tooManyMentionedPeopleAreRejected() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            UserId user = stage.person("crowd" + i);
            stage.enroll(home, user, WorkspaceRole.MEMBER);
            stage.accepted(user, new Command.JoinChannel(plans));
            if (i == 50) {
                assertEquals(
                        51, stage.accepted(bob, send(text.toString())).events().size());
            }
            text.append("@crowd").append(i).append(' ');
        }
        stage.rejected(bob, send(text.toString()), Reason.TOO_MANY_MENTIONS);
    }

    @Test
    void tooManyAtWordsAreRejected() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 201; i++) {
            text.append("@word").append(i).append(' ');
        }
        stage.rejected(bob, send(text.toString()), Reason.TOO_MANY_MENTIONS);
        stage.accepted(bob, send("```" + text + "```"));
    }

    @Test
    void deactivatedUsersAreNotMentioned() {
        stage.accepted(root, new Command.DeactivateUser(carol));
        assertEquals(List.of(), stage.says(bob, plans, "@carol").mentions());
    }

    // Editing

    @Test
    void editByTheAuthorAddsNoMentions() {
        Message message = stage.says(bob, plans, "hello");
        Decision.Accepted accepted = stage.accepted(bob, new Command.UpdateMessage(message.id(), "hello @carol"));
        Message edited = (Message) accepted.result();
        assertEquals(List.of(new Event.MessageUpdated(edited, 1)), accepted.events());
        assertEquals(Optional.of(stage.now()), edited.editedAt());
        assertEquals(List.of(carol), edited.mentions());
        assertEquals(0, readState(carol).mentions());
        stage.silent(bob, new Command.UpdateMessage(message.id(), "hello @carol"));
        stage.rejected(bob, new Command.UpdateMessage(message.id(), ""), Reason.INVALID_VALUE);
        stage.rejected(carol, new Command.UpdateMessage(message.id(), "hello @carol"), Reason.PERMISSION_DENIED);
    }

    @Test
    void formerMemberCannotEdit() {
        Message message = stage.says(carol, plans, "hello");
        stage.accepted(carol, new Command.LeaveChannel(plans));
        stage.rejected(carol, new Command.UpdateMessage(message.id(), "bye"), Reason.PERMISSION_DENIED);
        stage.rejected(carol, new Command.DeleteMessage(message.id()), Reason.PERMISSION_DENIED);
    }

    // Deleting

    @Test
    void authorAndModeratorsDelete() {
        ChannelId secret = stage.channel(bob, home, ChannelKind.PRIVATE, "secret");
        stage.accepted(bob, new Command.AddChannelMember(secret, carol));
        stage.accepted(
                bob, new Command.DeleteMessage(stage.says(carol, secret, "x").id()));
        stage.accepted(
                carol, new Command.DeleteMessage(stage.says(carol, secret, "x").id()));
        stage.rejected(
                carol, new Command.DeleteMessage(stage.says(bob, secret, "x").id()), Reason.PERMISSION_DENIED);
        stage.rejected(
                alice, new Command.DeleteMessage(stage.says(bob, secret, "x").id()), Reason.MESSAGE_NOT_FOUND);
        stage.accepted(
                alice, new Command.DeleteMessage(stage.says(carol, plans, "x").id()));
        Message last = stage.says(bob, plans, "x");
        stage.rejected(root, new Command.DeleteMessage(last.id()), Reason.MESSAGE_NOT_FOUND);
        stage.enroll(home, root, WorkspaceRole.MEMBER);
        stage.rejected(root, new Command.DeleteMessage(last.id()), Reason.PERMISSION_DENIED);
        stage.accepted(root, new Command.JoinChannel(plans));
        assertEquals(
                List.of(new Event.MessageDeleted(last.id(), plans)),
                stage.events(root, new Command.DeleteMessage(last.id())));
        stage.rejected(root, new Command.DeleteMessage(last.id()), Reason.MESSAGE_NOT_FOUND);
    }

    @Test
    void ordinalsOfDeletedMessagesAreNotReused() {
        Message first = stage.says(bob, plans, "x");
        stage.accepted(bob, new Command.DeleteMessage(first.id()));
        assertEquals(OptionalLong.of(2), stage.says(bob, plans, "y").no());
    }

    @Test
    void threadDropsADeletedReply() {
        Message parent = stage.says(bob, plans, "who comes?");
        Message first = stage.answers(carol, parent, "I do");
        Message second = stage.answers(carol, parent, "or not");
        assertEquals(
                List.of(
                        new Event.MessageDeleted(second.id(), plans),
                        new Event.ThreadUpdated(parent.id(), plans, 1, Optional.of(first.createdAt()))),
                stage.events(carol, new Command.DeleteMessage(second.id())));
        assertEquals(
                List.of(
                        new Event.MessageDeleted(first.id(), plans),
                        new Event.ThreadUpdated(parent.id(), plans, 0, Optional.empty())),
                stage.events(carol, new Command.DeleteMessage(first.id())));
    }

    @Test
    void replyOutlivesItsParent() {
        Message parent = stage.says(bob, plans, "who comes?");
        Message reply = stage.answers(carol, parent, "I do");
        stage.accepted(bob, new Command.DeleteMessage(parent.id()));
        assertEquals(
                List.of(new Event.MessageDeleted(reply.id(), plans)),
                stage.events(carol, new Command.DeleteMessage(reply.id())));
    }

    @Test
    void deletedMentionIsNoLongerUnread() {
        Message first = stage.says(bob, plans, "@carol");
        Message second = stage.says(bob, plans, "@carol!");
        stage.accepted(carol, new Command.MarkRead(plans, first.id()));
        assertEquals(
                List.of(new Event.MessageDeleted(first.id(), plans)),
                stage.events(bob, new Command.DeleteMessage(first.id())),
                "it was read before");
        assertEquals(
                new Event.ReadStateChanged(new ReadState(
                        carol,
                        plans,
                        new ReadState.Position(Optional.of(first.id()), 1, 0),
                        0,
                        stage.world.head().plus(2))),
                stage.events(bob, new Command.DeleteMessage(second.id())).getLast());
    }

    /** Otherwise the count of a returning member would fall below a count they were sent. */
    @Test
    void mentionsOfAnEarlierMembershipAreDropped() {
        Message named = stage.says(bob, plans, "@carol");
        stage.accepted(carol, new Command.LeaveChannel(plans));
        stage.accepted(carol, new Command.JoinChannel(plans));
        assertEquals(0, readState(carol).mentions());
        assertEquals(
                List.of(new Event.MessageDeleted(named.id(), plans)),
                stage.events(bob, new Command.DeleteMessage(named.id())));
    }

    // Reactions

    @Test
    void reactionsKeepTheirOrderAndAreSentWhole() {
        MessageId id = stage.says(bob, plans, "cake!").id();
        stage.accepted(carol, new Command.React(id, ":cake:"));
        stage.accepted(carol, new Command.React(id, "👍"));
        Decision.Accepted accepted = stage.accepted(bob, new Command.React(id, ":cake:"));
        List<Reaction> reactions =
                List.of(new Reaction(":cake:", List.of(carol, bob)), new Reaction("👍", List.of(carol)));
        assertEquals(
                List.of(new Event.MessageReacted(id, plans, reactions, new Event.ReactionChange(bob, ":cake:", true))),
                accepted.events());
        assertEquals(reactions, ((Message) accepted.result()).reactions());
        assertEquals(stage.world.head(), ((Message) accepted.result()).ver());
        stage.accepted(carol, new Command.Unreact(id, "👍"));
        stage.accepted(carol, new Command.Unreact(id, ":cake:"));
        assertEquals(List.of(new Reaction(":cake:", List.of(bob))), message(id).reactions());
    }

    @Test
    void reactionWithoutChangeSendsNoEvent() {
        MessageId id = stage.says(bob, plans, "cake!").id();
        stage.silent(carol, new Command.Unreact(id, "👍"));
        stage.accepted(carol, new Command.React(id, "👍"));
        stage.silent(carol, new Command.React(id, "👍"));
        stage.silent(bob, new Command.Unreact(id, "👍"));
    }

    @Test
    void toggleAddsAndRemoves() {
        MessageId id = stage.says(bob, plans, "cake!").id();
        stage.accepted(carol, new Command.ToggleReaction(id, "👍"));
        assertEquals(List.of(new Reaction("👍", List.of(carol))), message(id).reactions());
        stage.accepted(carol, new Command.ToggleReaction(id, "👍"));
        assertEquals(List.of(), message(id).reactions());
        stage.rejected(carol, new Command.ToggleReaction(id, "no"), Reason.INVALID_VALUE);
    }

    @Test
    void messageHasAtMostFiftyDifferentEmoji() {
        MessageId id = stage.says(bob, plans, "cake!").id();
        for (int i = 0; i < DomainLimits.EMOJI_PER_MESSAGE_MAX; i++) {
            stage.accepted(carol, new Command.React(id, ":emoji" + i + ":"));
        }
        stage.rejected(carol, new Command.React(id, ":one-more:"), Reason.TOO_MANY_REACTIONS);
        stage.accepted(bob, new Command.React(id, ":emoji0:"));
        stage.rejected(bob, new Command.ToggleReaction(id, ":one-more:"), Reason.TOO_MANY_REACTIONS);
    }

    @Test
    void messageHasAtMostAThousandReactions() {
        Message message = stage.says(bob, plans, "cake!");
        List<UserId> crowd = new ArrayList<>();
        for (long i = 0; i < DomainLimits.REACTORS_PER_MESSAGE_MAX; i++) {
            crowd.add(new UserId(1_000_000 + i));
        }
        Event full = new Event.MessageReacted(
                message.id(),
                plans,
                List.of(new Reaction("👍", crowd)),
                new Event.ReactionChange(crowd.getLast(), "👍", true));
        stage.world.apply(new Decision.Accepted(List.of(full), List.of(), Entity.NONE), stage.now());
        stage.rejected(bob, new Command.React(message.id(), "👍"), Reason.TOO_MANY_REACTIONS);
        stage.rejected(bob, new Command.React(message.id(), "🎂"), Reason.TOO_MANY_REACTIONS);
    }

    // Pins

    @Test
    void pinChangesSendAnEvent() {
        MessageId id = stage.says(bob, plans, "rules").id();
        assertEquals(
                List.of(new Event.MessagePinUpdated(id, plans, true)), stage.events(carol, new Command.PinMessage(id)));
        stage.silent(bob, new Command.PinMessage(id));
        assertEquals(
                List.of(new Event.MessagePinUpdated(id, plans, false)),
                stage.events(bob, new Command.UnpinMessage(id)));
        stage.silent(bob, new Command.UnpinMessage(id));
    }

    @Test
    void channelHasAtMostAHundredPins() {
        MessageId first = stage.says(bob, plans, "rule 0").id();
        stage.accepted(bob, new Command.PinMessage(first));
        for (int i = 1; i < DomainLimits.PINS_PER_CHANNEL_MAX; i++) {
            stage.accepted(
                    bob,
                    new Command.PinMessage(stage.says(bob, plans, "rule " + i).id()));
        }
        MessageId more = stage.says(bob, plans, "one more message").id();
        stage.rejected(bob, new Command.PinMessage(more), Reason.TOO_MANY_PINS);
        stage.accepted(bob, new Command.DeleteMessage(first));
        stage.accepted(bob, new Command.PinMessage(more));
    }

    // Reading

    @Test
    void readingMovesForwardOnly() {
        Message first = stage.says(bob, plans, "1 @carol");
        Message second = stage.says(bob, plans, "2 @carol");
        Message third = stage.says(bob, plans, "3 @carol");
        Decision.Accepted accepted = stage.accepted(carol, new Command.MarkRead(plans, second.id()));
        ReadState state = new ReadState(
                carol, plans, new ReadState.Position(Optional.of(second.id()), 2, 0), 1, stage.world.head());
        assertEquals(state, accepted.result());
        assertEquals(List.of(new Event.ReadStateChanged(state)), accepted.events());
        stage.silent(carol, new Command.MarkRead(plans, first.id()));
        stage.silent(carol, new Command.MarkRead(plans, second.id()));
        stage.accepted(carol, new Command.MarkRead(plans, third.id()));
        assertEquals(0, readState(carol).mentions());
    }

    @Test
    void replyReadsTheChannelUpToIt() {
        Message first = stage.says(bob, plans, "1");
        Message deleted = stage.says(bob, plans, "2");
        Message reply = stage.answers(bob, first, "1a");
        stage.says(bob, plans, "3");
        stage.accepted(bob, new Command.DeleteMessage(deleted.id()));
        assertEquals(
                2,
                ((ReadState) stage.accepted(carol, new Command.MarkRead(plans, reply.id()))
                                .result())
                        .readNo());
    }

    /** Deleting does not renumber: a user who has read what is left has read everything, on every device. */
    @Test
    void readingTheNewestRemainingMessageReadsEverything() {
        Message first = stage.says(bob, plans, "1");
        Message second = stage.says(bob, plans, "2");
        Message third = stage.says(bob, plans, "3");
        stage.accepted(carol, new Command.MarkRead(plans, second.id()));
        assertEquals(2, readState(carol).readNo());
        stage.accepted(bob, new Command.DeleteMessage(third.id()));
        stage.accepted(carol, new Command.MarkRead(plans, second.id()));
        assertEquals(3, readState(carol).readNo());
        stage.silent(carol, new Command.MarkRead(plans, second.id()));

        Message fourth = stage.says(bob, plans, "4");
        stage.accepted(bob, new Command.DeleteMessage(second.id()));
        stage.accepted(bob, new Command.DeleteMessage(fourth.id()));
        stage.accepted(carol, new Command.MarkRead(plans, first.id()));
        assertEquals(4, readState(carol).readNo());
        assertEquals(Optional.of(second.id()), readState(carol).lastRead(), "never back");
    }

    @Test
    void markingAMessageFromBeforeJoiningMakesNothingUnread() {
        Message old = stage.says(bob, plans, "1");
        stage.says(bob, plans, "2");
        stage.accepted(alice, new Command.JoinChannel(plans));
        ReadState state = (ReadState)
                stage.accepted(alice, new Command.MarkRead(plans, old.id())).result();
        assertEquals(2, state.readNo());
    }

    @Test
    void onlyMessagesOfTheChannelCanBeMarked() {
        ChannelId other = stage.channel(bob, home, ChannelKind.PUBLIC, "other");
        Message elsewhere = stage.says(bob, other, "x");
        Message gone = stage.says(bob, plans, "x");
        stage.accepted(bob, new Command.DeleteMessage(gone.id()));
        for (MessageId id : List.of(elsewhere.id(), gone.id(), new MessageId(999_999))) {
            assertEquals(Rejections.noMessage(id), stage.rejected(bob, new Command.MarkRead(plans, id)));
        }
    }

    @Test
    void memberRecallsOnlyTheirOwnReadState() {
        EntityRef ofCarol = new EntityRef.OfReadState(carol, plans);
        assertTrue(Rules.recall(stage.world, stage.as(carol), ofCarol).isPresent());
        assertTrue(Rules.recall(stage.world, stage.as(bob), ofCarol).isEmpty());
        stage.accepted(carol, new Command.LeaveChannel(plans));
        assertTrue(Rules.recall(stage.world, stage.as(carol), ofCarol).isEmpty());
    }

    private Command.SendMessage send(String text) {
        return new Command.SendMessage(plans, text, Optional.empty());
    }

    private Message message(MessageId id) {
        return stage.world.message(id).orElseThrow();
    }

    private ReadState readState(UserId user) {
        return stage.world.readState(user, plans);
    }
}
