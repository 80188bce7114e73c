package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.DomainLimits;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.rules.MessageAccess.TargetMessage;
import java.util.ArrayList;
import java.util.List;

/** Rules for reactions. */
record ReactionRules(DecisionContext context) {
    Decision react(TargetMessage target, String emoji) {
        List<Reaction> present = target.message().reactions();
        if (target.reacted(emoji)) {
            return EventBuilder.unchanged(target.message());
        }
        boolean known = present.stream().anyMatch(reaction -> reaction.emoji().equals(emoji));
        if (!known && present.size() >= DomainLimits.EMOJI_PER_MESSAGE_MAX) {
            return tooManyReactions(target.message(), DomainLimits.EMOJI_PER_MESSAGE_MAX + " different emoji");
        }
        int reactors =
                present.stream().mapToInt(reaction -> reaction.userIds().size()).sum();
        if (reactors >= DomainLimits.REACTORS_PER_MESSAGE_MAX) {
            return tooManyReactions(target.message(), DomainLimits.REACTORS_PER_MESSAGE_MAX + " reactions");
        }
        return changeReactions(
                target, emoji, true, with(present, emoji, target.membership().user()));
    }

    Decision unreact(TargetMessage target, String emoji) {
        return target.reacted(emoji)
                ? changeReactions(
                        target,
                        emoji,
                        false,
                        without(
                                target.message().reactions(),
                                emoji,
                                target.membership().user()))
                : EventBuilder.unchanged(target.message());
    }

    private static Decision tooManyReactions(Message message, String full) {
        return EventBuilder.rejected(new Rejection(
                Reason.TOO_MANY_REACTIONS, "message " + message.id() + " has " + full + ", which is the most"));
    }

    private Decision changeReactions(TargetMessage target, String emoji, boolean added, List<Reaction> reactions) {
        Event.ReactionChange change =
                new Event.ReactionChange(target.membership().user(), emoji, added);
        EventBuilder events = new EventBuilder(context);
        return events.accepted(events.change(
                ver -> target.message().reacted(reactions, ver),
                message -> new Event.MessageReacted(message.id(), message.channelId(), message.reactions(), change)));
    }

    private static List<Reaction> with(List<Reaction> present, String emoji, UserId user) {
        List<Reaction> reactions = new ArrayList<>(present);
        for (int i = 0; i < reactions.size(); i++) {
            if (reactions.get(i).emoji().equals(emoji)) {
                List<UserId> users = new ArrayList<>(reactions.get(i).userIds());
                users.add(user);
                reactions.set(i, new Reaction(emoji, users));
                return reactions;
            }
        }
        reactions.add(new Reaction(emoji, List.of(user)));
        return reactions;
    }

    private static List<Reaction> without(List<Reaction> present, String emoji, UserId user) {
        return present.stream()
                .map(reaction -> reaction.emoji().equals(emoji)
                        ? new Reaction(
                                emoji,
                                reaction.userIds().stream()
                                        .filter(other -> !other.equals(user))
                                        .toList())
                        : reaction)
                .filter(reaction -> !reaction.userIds().isEmpty())
                .toList();
    }
}
