package collab.archive;

import collab.api.ImportedMessageView;
import collab.api.ReactionView;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Converts posts of an archive to messages within the limits of the contract. What does not fit is reported. */
final class PostConverter {
    private static final int EMOJI_MAX = 50;
    private static final int REACTORS_MAX = 1_000;

    private final Map<String, Long> people;
    private final BiConsumer<String, String> skipped;
    private final UnaryOperator<String> mentions;
    private final InstantSource clock;

    /**
     * @param people users by their keys in the archive; people may be added later
     * @param mentions replaces the names in a text by the usernames here
     * @param skipped receives what is not imported, and why
     * @param clock times after its time are not imported
     */
    PostConverter(
            Map<String, Long> people,
            UnaryOperator<String> mentions,
            BiConsumer<String, String> skipped,
            InstantSource clock) {
        this.people = people;
        this.mentions = mentions;
        this.skipped = skipped;
        this.clock = clock;
    }

    /**
     * The messages of a post: a text that is too long for one message continues in further ones. Empty when the post has
     * no visible text.
     *
     * @param where how the post is named in a report
     */
    List<ImportedMessageView> messages(ArchiveEntry.Post post, long author, String where) {
        List<String> texts = FittedValue.texts(mentions.apply(post.text()));
        if (!FittedValue.unicode(post.text()).equals(post.text())) {
            skipped.accept(where, "characters that are not valid Unicode; the rest of the text is imported");
        }
        if (texts.size() > 1) {
            skipped.accept(
                    where,
                    "the form of a text over " + FittedValue.TEXT_MAX
                            + " characters; it continues in further messages");
        }
        Instant createdAt = past(post.createdAt(), where);
        List<ImportedMessageView> messages = new ArrayList<>();
        for (String text : texts) {
            String key = messages.isEmpty() ? post.key() : post.key() + "/" + (messages.size() + 1);
            ImportedMessageView message = ImportedMessageView.of(ImportPlan.key(key), author, text, createdAt);
            if (post.parent().isPresent())
                message = message.withParentKey(ImportPlan.key(post.parent().get()));
            messages.add(messages.isEmpty() ? complete(message, post, where) : message);
        }
        return messages;
    }

    /** The message of a deleted post; its text is not imported. */
    ImportedMessageView deleted(ArchiveEntry.DeletedPost post, long author) {
        String where = post.id().channel() + " " + post.id().key();
        Instant createdAt = past(post.createdAt(), where);
        return ImportedMessageView.of(ImportPlan.key(post.id().key()), author, "deleted", createdAt)
                .withDeleted(true);
    }

    /** The server rejects a message of the future. */
    private Instant past(Instant createdAt, String where) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!createdAt.isAfter(now)) return createdAt;
        skipped.accept(where, "a time in the future; the message has the time of the import");
        return now;
    }

    private ImportedMessageView complete(ImportedMessageView plain, ArchiveEntry.Post post, String where) {
        ImportedMessageView message = plain;
        Instant edited = post.editedAt().orElse(plain.createdAt());
        if (edited.isAfter(clock.instant())) {
            skipped.accept(where, "a time of editing in the future");
        } else if (post.editedAt().isPresent() && !edited.isBefore(plain.createdAt())) {
            message = message.withEditedAt(edited);
        }
        if (post.pinned()) message = message.withPinned(true);
        List<ReactionView> reactions = reactions(post, where);
        return reactions.isEmpty() ? message : message.withReactions(reactions);
    }

    private List<ReactionView> reactions(ArchiveEntry.Post post, String where) {
        Map<String, Set<Long>> byEmoji = new LinkedHashMap<>();
        int reactors = 0;
        for (ArchiveEntry.Reaction reaction : post.reactions()) {
            String emoji = FittedValue.emoji(reaction.emoji());
            if (emoji.isEmpty()) {
                skipped.accept(where + " " + reaction.emoji(), "a reaction whose name cannot be written here");
                continue;
            }
            if (FittedValue.canonicalEmoji(reaction.emoji()).isEmpty()) {
                skipped.accept(
                        where + " " + reaction.emoji(),
                        "the spelling of the name of a reaction; it is imported as " + emoji);
            }
            for (String person : reaction.people()) {
                Long user = people.get(person);
                boolean fits = byEmoji.containsKey(emoji) || byEmoji.size() < EMOJI_MAX;
                if (user == null) {
                    skipped.accept(
                            where + " " + emoji + " " + person, "a reaction of a person who is not in the archive");
                } else if (!fits || reactors == REACTORS_MAX) {
                    skipped.accept(where + " " + emoji + " " + person, "more reactions than a message may have");
                } else if (byEmoji.computeIfAbsent(emoji, _ -> new LinkedHashSet<>())
                        .add(user)) {
                    reactors++;
                }
            }
        }
        return byEmoji.entrySet().stream()
                .map(entry -> ReactionView.of(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}
