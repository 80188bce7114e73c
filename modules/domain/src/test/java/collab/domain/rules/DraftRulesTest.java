package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.Rejection.Reason;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.model.Message;
import collab.domain.preference.Draft;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts that are not sent, and two devices that write at the same time. */
class DraftRulesTest extends MessageRulesBase {
    @Test
    void draftIsKeptForItsPlace() {
        Message parent = rules.send(bob, plans, "a question");
        rules.accepted(carol, draft(Optional.empty(), "for the channel", LogPosition.START));
        List<Event> events = rules.events(carol, draft(Optional.of(parent.id()), "for the thread", LogPosition.START));
        Draft kept = ((Event.DraftChanged) events.getFirst()).draft();
        assertEquals(List.of("for the thread", rules.world.head()), List.of(kept.text(), kept.ver()));
        assertEquals(2, rules.world.draftCount(carol));
        rules.acceptedWithoutChange(carol, draft(Optional.empty(), "for the channel", LogPosition.START));
    }

    @Test
    void textOfAnotherDeviceIsNotOverwritten() {
        rules.accepted(carol, draft(Optional.empty(), "from the desk", LogPosition.START));
        LogPosition known = rules.world.head();
        assertEquals(
                Reason.DRAFT_CHANGED,
                rules.rejected(carol, draft(Optional.empty(), "from the phone", LogPosition.START))
                        .reason());
        rules.accepted(carol, draft(Optional.empty(), "", known));
        assertEquals(0, rules.world.draftCount(carol));
        assertEquals(
                Reason.DRAFT_CHANGED,
                rules.rejected(carol, draft(Optional.empty(), "sent already", known))
                        .reason(),
                "an empty draft keeps its version");
    }

    @Test
    void draftEndsWithTheMembership() {
        rules.accepted(carol, draft(Optional.empty(), "unfinished", LogPosition.START));
        rules.accepted(carol, new Command.LeaveChannel(plans));
        assertEquals(0, rules.world.draftCount(carol));
    }

    @Test
    void placesAndTextsHaveBounds() {
        Message parent = rules.send(bob, plans, "a question");
        Message reply = rules.reply(bob, parent, "a detail");
        assertEquals(
                Reason.REPLY_TO_REPLY,
                rules.rejected(carol, draft(Optional.of(reply.id()), "x", LogPosition.START))
                        .reason());
        assertEquals(
                Reason.TEXT_TOO_LONG,
                rules.rejected(carol, draft(Optional.empty(), "x".repeat(16_001), LogPosition.START))
                        .reason());
        for (int i = 0; i < 100; i++) {
            Message place = rules.send(bob, plans, "message " + i);
            rules.accepted(carol, draft(Optional.of(place.id()), "unfinished", LogPosition.START));
        }
        assertEquals(
                Reason.TOO_MANY_DRAFTS,
                rules.rejected(carol, draft(Optional.empty(), "one more", LogPosition.START))
                        .reason());
    }

    private OwnCommand.SetDraft draft(Optional<MessageId> parent, String text, LogPosition base) {
        return new OwnCommand.SetDraft(plans, parent, text, base);
    }
}
