package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InputValidation;
import collab.domain.access.Validated;
import collab.domain.model.Entity;
import collab.domain.model.Message;
import collab.domain.preference.Draft;
import collab.domain.rules.MessageAccess.Membership;

/** Rules for texts that are not sent. */
record DraftRules(AccessPolicy policy, DecisionContext context) {

    Decision set(OwnCommand.SetDraft command) {
        return new MessageAccess(policy)
                .member(command.channelId())
                .then(membership -> place(membership, command)
                        .then(place -> text(command.text()).then(text -> set(command, place, text))));
    }

    private Decision set(OwnCommand.SetDraft command, Draft.Place place, String text) {
        Draft present = policy.world().draft(place).orElseGet(() -> Draft.none(place));
        if (text.equals(present.text())) {
            return EventBuilder.unchanged(Entity.NONE);
        }
        if (!command.baseVer().equals(present.ver())) {
            return EventBuilder.rejected(new Rejection(
                    Reason.DRAFT_CHANGED,
                    "the draft was changed at " + present.ver() + ", after " + command.baseVer()
                            + "; read it and decide which text stays"));
        }
        boolean another =
                present.text().isEmpty() && policy.world().draftCount(place.userId()) >= DomainLimits.DRAFTS_MAX;
        if (another) {
            return EventBuilder.rejected(new Rejection(
                    Reason.TOO_MANY_DRAFTS,
                    "there are drafts for " + DomainLimits.DRAFTS_MAX
                            + " places, which is the most; send or delete one"));
        }
        EventBuilder events = new EventBuilder(context);
        events.add(new Event.DraftChanged(new Draft(place, text, context.now(), events.next())));
        return events.accepted(Entity.NONE);
    }

    /** A draft for a thread is for its first message, also when that was deleted. */
    private Validated<Draft.Place> place(Membership membership, OwnCommand.SetDraft command) {
        Draft.Place place = new Draft.Place(membership.user(), command.channelId(), command.parentId());
        if (command.parentId().isEmpty()) {
            return new Validated.Passed<>(place);
        }
        return new MessageAccess(policy)
                .placeInChannel(membership, command.parentId().get())
                .and(id -> Validated.of(
                        place,
                        MessageAccess.withTombstone(policy.world(), id)
                                .filter((Message parent) -> parent.parentId().isEmpty())
                                .isPresent(),
                        () -> new Rejection(
                                Reason.REPLY_TO_REPLY,
                                "message " + id + " is itself a reply; name the message it answers")));
    }

    /** A text of white space only is none. */
    private static Validated<String> text(String text) {
        return text.isBlank() ? new Validated.Passed<>("") : InputValidation.text(text);
    }
}
