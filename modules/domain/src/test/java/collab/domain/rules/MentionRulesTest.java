package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Mentions of users in messages. */
class MentionRulesTest extends MessageRulesBase {
    @Test
    void mentionedMembersGetTheirUnreadCount() {
        rules.send(bob, plans, "@carol");
        Decision.Accepted accepted = rules.accepted(bob, send("@Carol, @bob, @alice and @unknown"));
        Message message = (Message) accepted.result();
        assertEquals(List.of(carol), message.mentions());
        assertEquals(
                new Event.MentionCreated(Mention.in(message), carol, 2, OptionalInt.empty()),
                accepted.events().getLast());
        assertEquals(2, readState(carol).mentions());
        assertEquals(rules.world.head(), readState(carol).ver());
    }

    @Test
    void sendingReadsTheMentionsBeforeIt() {
        rules.send(bob, plans, "@carol");
        Decision.Accepted accepted = rules.accepted(carol, send("here, @bob"));
        Message message = (Message) accepted.result();
        assertEquals(
                List.of(
                        new Event.MessageCreated(message, 2),
                        new Event.MentionCreated(Mention.in(message), bob, 1, OptionalInt.empty()),
                        new Event.ReadStateChanged(new ReadState(
                                carol,
                                plans,
                                new ReadState.Position(Optional.of(message.id()), 2, 0),
                                0,
                                rules.world.head()))),
                accepted.events());
    }

    @Test
    void mentionInReplyCountsInTheThreadOnly() {
        Message parent = rules.send(bob, plans, "@carol");
        rules.reply(bob, parent, "@carol?");
        assertEquals(1, readState(carol).mentions());
        assertEquals(
                1, rules.world.threadState(carol, parent.id()).orElseThrow().mentions());
        rules.reply(carol, parent, "yes");
        assertEquals(1, readState(carol).mentions());
        assertEquals(
                0, rules.world.threadState(carol, parent.id()).orElseThrow().mentions());
    }

    /** "thanks @carol.See you" notified no user, because no user is called carol.see. */
    @Test
    void nameBeforeFurtherWordsIsMentioned() {
        assertEquals(
                List.of(carol), rules.send(bob, plans, "thanks @carol.See you").mentions());
        UserId longer = rules.person("carol.see");
        rules.enroll(home, longer, WorkspaceRole.MEMBER);
        rules.accepted(longer, new Command.JoinChannel(plans));
        assertEquals(
                List.of(longer), rules.send(bob, plans, "thanks @carol.See you").mentions());
        assertEquals(
                Optional.of(Broadcast.CHANNEL),
                rules.send(bob, plans, "@channel.Please read").broadcast());
    }

    @Test
    void tooManyMentionedUsersAreRejected() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            UserId user = rules.person("member" + i);
            rules.enroll(home, user, WorkspaceRole.MEMBER);
            rules.accepted(user, new Command.JoinChannel(plans));
            if (i == 50) {
                assertEquals(
                        51, rules.accepted(bob, send(text.toString())).events().size());
            }
            text.append("@member").append(i).append(' ');
        }
        rules.rejected(bob, send(text.toString()), Reason.TOO_MANY_MENTIONS);
    }

    @Test
    void tooManyUnknownMentionsAreRejected() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 201; i++) {
            text.append("@word").append(i).append(' ');
        }
        rules.rejected(bob, send(text.toString()), Reason.TOO_MANY_MENTIONS);
        rules.accepted(bob, send("```" + text + "```"));
    }

    @Test
    void deactivatedUsersAreNotMentioned() {
        rules.accepted(root, new Command.DeactivateUser(carol));
        assertEquals(List.of(), rules.send(bob, plans, "@carol").mentions());
    }
}
