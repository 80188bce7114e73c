package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.DomainLimits;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Entity;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reactions to messages, and pins. */
class ReactionRulesTest extends MessageRulesBase {
    // ---- Reactions ----

    @Test
    void reactionsKeepTheirOrderAndAreSentWhole() {
        MessageId id = rules.send(bob, plans, "hello").id();
        rules.accepted(carol, new Command.React(id, ":cake:"));
        rules.accepted(carol, new Command.React(id, "👍"));
        Decision.Accepted accepted = rules.accepted(bob, new Command.React(id, ":cake:"));
        List<Reaction> reactions = List.of(new Reaction("🍰", List.of(carol, bob)), new Reaction("👍", List.of(carol)));
        assertEquals(
                List.of(new Event.MessageReacted(id, plans, reactions, new Event.ReactionChange(bob, "🍰", true))),
                accepted.events());
        assertEquals(reactions, ((Message) accepted.result()).reactions());
        assertEquals(rules.world.head(), ((Message) accepted.result()).ver());
        rules.accepted(carol, new Command.Unreact(id, "👍"));
        rules.accepted(carol, new Command.Unreact(id, ":cake:"));
        assertEquals(List.of(new Reaction("🍰", List.of(bob))), message(id).reactions());
    }

    /** Three people reacted with the same emoji as a name, a sign and a sign with a selector: the message had three reactions. */
    @Test
    void spellingsOfOneEmojiAreOneReaction() {
        MessageId id = rules.send(bob, plans, "hello").id();
        rules.accepted(carol, new Command.React(id, ":+1:"));
        rules.accepted(bob, new Command.React(id, "👍\ufe0f"));
        rules.acceptedWithoutChange(carol, new Command.React(id, "thumbsup"));
        assertEquals(
                List.of(new Reaction("👍", List.of(carol, bob))), message(id).reactions());
        rules.accepted(carol, new Command.React(id, "👍🏽"));
        assertEquals(
                List.of(new Reaction("👍", List.of(carol, bob)), new Reaction("👍🏽", List.of(carol))),
                message(id).reactions());
        rules.accepted(carol, new Command.ToggleReaction(id, ":thumbsup:"));
        rules.accepted(bob, new Command.Unreact(id, "+1"));
        rules.accepted(carol, new Command.Unreact(id, ":+1::skin-tone-4:"));
        assertEquals(List.of(), message(id).reactions());
    }

    @Test
    void reactionWithoutChangeSendsNoEvent() {
        MessageId id = rules.send(bob, plans, "hello").id();
        rules.acceptedWithoutChange(carol, new Command.Unreact(id, "👍"));
        rules.accepted(carol, new Command.React(id, "👍"));
        rules.acceptedWithoutChange(carol, new Command.React(id, "👍"));
        rules.acceptedWithoutChange(bob, new Command.Unreact(id, "👍"));
    }

    @Test
    void toggleAddsAndRemoves() {
        MessageId id = rules.send(bob, plans, "hello").id();
        rules.accepted(carol, new Command.ToggleReaction(id, "👍"));
        assertEquals(List.of(new Reaction("👍", List.of(carol))), message(id).reactions());
        rules.accepted(carol, new Command.ToggleReaction(id, "👍"));
        assertEquals(List.of(), message(id).reactions());
        rules.rejected(carol, new Command.ToggleReaction(id, "no"), Reason.INVALID_VALUE);
    }

    @Test
    void messageHasAtMostFiftyDifferentEmoji() {
        MessageId id = rules.send(bob, plans, "hello").id();
        for (int i = 0; i < DomainLimits.EMOJI_PER_MESSAGE_MAX; i++) {
            rules.accepted(carol, new Command.React(id, ":emoji" + i + ":"));
        }
        rules.rejected(carol, new Command.React(id, ":one-more:"), Reason.TOO_MANY_REACTIONS);
        rules.accepted(bob, new Command.React(id, ":emoji0:"));
        rules.rejected(bob, new Command.ToggleReaction(id, ":one-more:"), Reason.TOO_MANY_REACTIONS);
    }

    @Test
    void messageHasAtMostAThousandReactions() {
        Message message = rules.send(bob, plans, "hello");
        List<UserId> reactors = new ArrayList<>();
        for (long i = 0; i < DomainLimits.REACTORS_PER_MESSAGE_MAX; i++) {
            reactors.add(new UserId(1_000_000 + i));
        }
        Event full = new Event.MessageReacted(
                message.id(),
                plans,
                List.of(new Reaction("👍", reactors)),
                new Event.ReactionChange(reactors.getLast(), "👍", true));
        rules.world.apply(new Decision.Accepted(List.of(full), List.of(), Entity.NONE), rules.now());
        rules.rejected(bob, new Command.React(message.id(), "👍"), Reason.TOO_MANY_REACTIONS);
        rules.rejected(bob, new Command.React(message.id(), "🎂"), Reason.TOO_MANY_REACTIONS);
    }

    // ---- Pins ----

    @Test
    void pinChangesSendAnEvent() {
        MessageId id = rules.send(bob, plans, "rules").id();
        assertEquals(
                List.of(new Event.MessagePinUpdated(id, plans, true)), rules.events(carol, new Command.PinMessage(id)));
        rules.acceptedWithoutChange(bob, new Command.PinMessage(id));
        assertEquals(
                List.of(new Event.MessagePinUpdated(id, plans, false)),
                rules.events(bob, new Command.UnpinMessage(id)));
        rules.acceptedWithoutChange(bob, new Command.UnpinMessage(id));
    }

    @Test
    void channelHasAtMostAHundredPins() {
        MessageId first = rules.send(bob, plans, "rule 0").id();
        rules.accepted(bob, new Command.PinMessage(first));
        for (int i = 1; i < DomainLimits.PINS_PER_CHANNEL_MAX; i++) {
            rules.accepted(
                    bob,
                    new Command.PinMessage(rules.send(bob, plans, "rule " + i).id()));
        }
        MessageId more = rules.send(bob, plans, "one more message").id();
        rules.rejected(bob, new Command.PinMessage(more), Reason.TOO_MANY_PINS);
        rules.accepted(bob, new Command.DeleteMessage(first));
        rules.accepted(bob, new Command.PinMessage(more));
    }
}
