package collab.archive;

import collab.api.ImportedMessageView;
import collab.api.ReactionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Converts posts of an archive to messages within the limits of the contract. What does not fit is reported. */
final class PostConverter {
    private static final int EMOJI_MAX = 50;
    private static final int REACTORS_MAX = 1_000;

    private final Map<String, Long> people;
    private final ImportProgress progress;

    /** @param people users by their keys in the archive; people may be added later */
    PostConverter(Map<String, Long> people, ImportProgress progress) {
        this.people = people;
        this.progress = progress;
    }

    /**
     * The messages of a post: a text that is too long for one message continues in further ones. Empty when the post has
     * no visible text.
     *
     * @param where how the post is named in a report
     */
    List<ImportedMessageView> messages(ArchiveEntry.Post post, long author, String where) {
        List<String> texts = FittedValue.texts(post.text());
        if (!FittedValue.unicode(post.text()).equals(post.text())) {
            progress.skip(where, "characters that are not valid Unicode; the rest of the text is imported");
        }
        if (texts.size() > 1) {
            progress.skip(
                    where,
                    "the form of a text over " + FittedValue.TEXT_MAX
                            + " characters; it continues in further messages");
        }
        List<ImportedMessageView> messages = new ArrayList<>();
        for (String text : texts) {
            String key = messages.isEmpty() ? post.key() : post.key() + "/" + (messages.size() + 1);
            ImportedMessageView message = ImportedMessageView.of(ImportPlan.key(key), author, text, post.createdAt());
            if (post.parent().isPresent())
                message = message.withParentKey(ImportPlan.key(post.parent().get()));
            messages.add(messages.isEmpty() ? complete(message, post, where) : message);
        }
        return messages;
    }

    /** The message of a deleted post; its text is not imported. */
    ImportedMessageView deleted(ArchiveEntry.DeletedPost post, long author) {
        return ImportedMessageView.of(ImportPlan.key(post.id().key()), author, "deleted", post.createdAt())
                .withDeleted(true);
    }

    private ImportedMessageView complete(ImportedMessageView plain, ArchiveEntry.Post post, String where) {
        ImportedMessageView message = plain;
        if (post.editedAt().filter(at -> !at.isBefore(post.createdAt())).isPresent()) {
            message = message.withEditedAt(post.editedAt().get());
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
                progress.skip(where + " " + reaction.emoji(), "a reaction whose name cannot be written here");
                continue;
            }
            if (FittedValue.canonicalEmoji(reaction.emoji()).isEmpty()) {
                progress.skip(
                        where + " " + reaction.emoji(),
                        "the spelling of the name of a reaction; it is imported as " + emoji);
            }
            for (String person : reaction.people()) {
                Long user = people.get(person);
                boolean fits = byEmoji.containsKey(emoji) || byEmoji.size() < EMOJI_MAX;
                if (user == null) {
                    progress.skip(
                            where + " " + emoji + " " + person, "a reaction of a person who is not in the archive");
                } else if (!fits || reactors == REACTORS_MAX) {
                    progress.skip(where + " " + emoji + " " + person, "more reactions than a message may have");
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
