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
 * A search for messages. A message matches when all conditions hold.
 *
 * @param required terms that the text must contain
 * @param excluded terms that the text must not contain
 * @param channels the channels to search; no other channel is searched
 * @param filter conditions on the message beside its text
 * @param before only messages with an id below this one
 * @param limit how many messages are returned at most
 */
public record MessageSearch(
        List<Term> required,
        List<Term> excluded,
        Set<ChannelId> channels,
        Filter filter,
        Optional<MessageId> before,
        int limit) {
    public MessageSearch {
        required = List.copyOf(required);
        excluded = List.copyOf(excluded);
        channels = Set.copyOf(channels);
    }

    /**
     * A word or a phrase.
     *
     * @param prefix whether the last word is the beginning of a word
     */
    public record Term(String text, boolean prefix) {}

    /**
     * Conditions on a message beside its text.
     *
     * @param createdFrom the earliest time, inclusive
     * @param createdBefore the latest time, exclusive
     * @param traits properties that the message must have
     */
    public record Filter(
            Optional<UserId> author,
            Optional<Instant> createdFrom,
            Optional<Instant> createdBefore,
            Set<Trait> traits) {
        public Filter {
            traits = Set.copyOf(traits);
        }
    }

    /** A property of a message. */
    public enum Trait {
        /** The text contains a link. */
        LINK,
        /** The message has a reaction. */
        REACTION,
        /** The message is pinned. */
        PIN,
        /** The message has replies. */
        THREAD,
        /** The message is a reply. */
        REPLY
    }

    /** A message that matches, and an excerpt of its text around the first match. */
    public record Hit(Message message, List<Fragment> excerpt) {
        public Hit {
            excerpt = List.copyOf(excerpt);
        }
    }

    /** @param hit whether this part of the text matches a term */
    public record Fragment(String text, boolean hit) {}
}
