package collab.domain.access;

import collab.domain.Command.ImportMessages.Imported;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.emoji.CanonicalEmoji;
import collab.domain.model.Reaction;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Checks of one imported message that need neither the stored messages nor the other messages of the import. */
public final class ImportedContent {

    private ImportedContent() {}

    /** Neither time may be in the future, and a message is edited after its creation. */
    public static Validated<Imported> times(Imported imported, Instant now) {
        if (imported.createdAt().isAfter(now)) {
            return new Validated.Failed<>(Rejections.invalid(
                    "created_at is " + imported.createdAt() + ", which is in the future; expected at most " + now));
        }
        return Validated.of(
                imported,
                imported.editedAt()
                        .map(edited -> !edited.isBefore(imported.createdAt()) && !edited.isAfter(now))
                        .orElse(true),
                () -> Rejections.invalid("edited_at is " + imported.editedAt().orElseThrow()
                        + "; expected a time from created_at until now"));
    }

    /** Each emoji and each of its people occurs once; with spellings of the same emoji as one, they are within the bounds of sent messages. */
    public static Validated<Imported> reactions(Imported imported) {
        for (Reaction reaction : imported.reactions()) {
            if (InputValidation.emoji(reaction.emoji()) instanceof Validated.Failed<String>(Rejection why)) {
                return new Validated.Failed<>(why);
            }
            if (reaction.userIds().isEmpty() || hasRepeats(reaction.userIds())) {
                return new Validated.Failed<>(Rejections.invalid("the reaction " + Rejections.quoted(reaction.emoji())
                        + " is of " + reaction.userIds() + "; expected at least one person, each once"));
            }
        }
        if (hasRepeats(imported.reactions().stream().map(Reaction::emoji).toList())) {
            return new Validated.Failed<>(Rejections.invalid(
                    "message " + Rejections.quoted(imported.key()) + " has an emoji twice; expected each once"));
        }
        List<Reaction> reactions = CanonicalEmoji.merged(imported.reactions());
        int reactors = reactions.stream()
                .mapToInt(reaction -> reaction.userIds().size())
                .sum();
        return Validated.of(
                imported,
                reactions.size() <= DomainLimits.EMOJI_PER_MESSAGE_MAX
                        && reactors <= DomainLimits.REACTORS_PER_MESSAGE_MAX,
                () -> new Rejection(
                        Reason.TOO_MANY_REACTIONS,
                        "message " + Rejections.quoted(imported.key()) + " has " + reactions.size()
                                + " different emoji and " + reactors + " reactions; at most "
                                + DomainLimits.EMOJI_PER_MESSAGE_MAX + " and "
                                + DomainLimits.REACTORS_PER_MESSAGE_MAX + " are allowed"));
    }

    private static boolean hasRepeats(Collection<?> values) {
        return new HashSet<>(values).size() < values.size();
    }
}
