package collab.persistence;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to look for among messages; everything asked for has to be true of a message.
 *
 * @param wanted what has to be in the text
 * @param unwanted what must not be in it
 * @param channels where to look, and nowhere else
 * @param createdFrom the earliest time, inclusive
 * @param createdBefore the latest time, exclusive
 * @param before ids below this one
 */
public record MessageSearch(
        List<Term> wanted,
        List<Term> unwanted,
        Set<ChannelId> channels,
        Optional<UserId> author,
        Optional<Instant> createdFrom,
        Optional<Instant> createdBefore,
        Set<Trait> traits,
        Optional<MessageId> before,
        int limit) {
    public MessageSearch {
        wanted = List.copyOf(wanted);
        unwanted = List.copyOf(unwanted);
        channels = Set.copyOf(channels);
        traits = Set.copyOf(traits);
    }

    /**
     * A word or a phrase.
     *
     * @param prefix whether its last word may go on
     */
    public record Term(String text, boolean prefix) {}

    /** What a message may have beside its text. */
    public enum Trait {
        LINK,
        REACTION,
        PIN,
        THREAD,
        REPLY
    }

    /** A message that fits, and the place in it. */
    public record Hit(Message message, List<Fragment> excerpt) {
        public Hit {
            excerpt = List.copyOf(excerpt);
        }
    }

    /** @param hit whether this piece of the text is one that was looked for */
    public record Fragment(String text, boolean hit) {}
}
