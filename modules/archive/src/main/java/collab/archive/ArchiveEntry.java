package collab.archive;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One thing in an archive. What is referred to comes before: workspaces, people, channels, memberships, then posts. Things are
 * named by keys of the archive's own, unique by kind.
 */
public sealed interface ArchiveEntry {
    /** @param name what people call it */
    record Workspace(String key, String name) implements ArchiveEntry {}

    /** @param username as it was there; made to fit when it is brought in */
    record Person(String key, String username, String displayName, boolean deactivated) implements ArchiveEntry {}

    /** Who may find a channel. */
    enum Kind {
        PUBLIC,
        PRIVATE,
        /** Between exactly its members. */
        DIRECT
    }

    /** @param name empty for direct messages */
    record Channel(
            String key, String workspace, Kind kind, String name, String topic, boolean archived, List<String> members)
            implements ArchiveEntry {
        public Channel {
            members = List.copyOf(members);
        }
    }

    /** That a person is in a workspace, and in a channel of it when one is named. */
    record Membership(String workspace, Optional<String> channel, String person) implements ArchiveEntry {}

    /**
     * Something that was said.
     *
     * @param key unique in its channel, and the same whenever the archive is read
     * @param parent the key of the top-level post that it answers
     */
    record Post(
            String channel,
            String key,
            String author,
            String text,
            Instant createdAt,
            Optional<Instant> editedAt,
            Optional<String> parent,
            boolean pinned,
            List<Reaction> reactions)
            implements ArchiveEntry {
        public Post {
            reactions = List.copyOf(reactions);
        }
    }

    /** @param people keys */
    record Reaction(String emoji, List<String> people) {
        public Reaction {
            people = List.copyOf(people);
        }
    }

    /**
     * Something that has no place here.
     *
     * @param what the thing, by its place in the archive
     * @param why one of few sentences, so that they can be counted
     */
    record Skipped(String what, String why) implements ArchiveEntry {}
}
