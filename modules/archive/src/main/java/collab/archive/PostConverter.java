package collab.archive;

import collab.api.ImportedMessageView;
import collab.api.ReactionView;
import collab.api.UserView;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Converts posts of an archive to messages within the limits of the contract. What does not fit is reported. */
final class PostConverter {
    private static final int TEXT_MAX = 16_000;
    private static final int EMOJI_MAX = 50;
    private static final int EMOJI_CHARACTERS_MAX = 64;
    private static final int REACTORS_MAX = 1_000;
    private static final int KEY_MAX = 100;

    private final Map<String, UserView> people;
    private final ImportProgress progress;

    /** @param people by their keys in the archive; people may be added later */
    PostConverter(Map<String, UserView> people, ImportProgress progress) {
        this.people = people;
        this.progress = progress;
    }

    /** @param where how the post is named in a report */
    ImportedMessageView message(ArchiveEntry.Post post, UserView author, String where) {
        String text = cut(post.text(), TEXT_MAX);
        if (text.length() < post.text().length())
            progress.skip(where, "the end of a text over " + TEXT_MAX + " characters");
        ImportedMessageView message = ImportedMessageView.of(key(post.key()), author.id(), text, post.createdAt());
        if (post.editedAt().filter(at -> !at.isBefore(post.createdAt())).isPresent()) {
            message = message.withEditedAt(post.editedAt().get());
        }
        if (post.parent().isPresent())
            message = message.withParentKey(key(post.parent().get()));
        if (post.pinned()) message = message.withPinned(true);
        List<ReactionView> reactions = reactions(post, where);
        return reactions.isEmpty() ? message : message.withReactions(reactions);
    }

    private static String key(String key) {
        return key.length() <= KEY_MAX ? key : TargetDirectory.hash(key);
    }

    private List<ReactionView> reactions(ArchiveEntry.Post post, String where) {
        Map<String, Set<Long>> byEmoji = new LinkedHashMap<>();
        int reactors = 0;
        for (ArchiveEntry.Reaction reaction : post.reactions()) {
            for (String person : reaction.people()) {
                UserView user = people.get(person);
                boolean fits = byEmoji.containsKey(reaction.emoji()) || byEmoji.size() < EMOJI_MAX;
                if (user == null) {
                    progress.skip(where, "a reaction of a person who is not in the archive");
                } else if (reaction.emoji().isBlank()
                        || reaction.emoji().codePointCount(0, reaction.emoji().length()) > EMOJI_CHARACTERS_MAX) {
                    progress.skip(where, "a reaction whose name is not known here");
                } else if (!fits || reactors == REACTORS_MAX) {
                    progress.skip(where, "more reactions than a message may have");
                } else if (byEmoji.computeIfAbsent(reaction.emoji(), _ -> new LinkedHashSet<>())
                        .add(user.id())) {
                    reactors++;
                }
            }
        }
        return byEmoji.entrySet().stream()
                .map(entry -> ReactionView.of(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    /** The text, with an ellipsis at its end when it has more than {@code most} characters. */
    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
