package collab.archive;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of an archive. An entry follows those to which it refers: workspaces, people, channels, memberships, then
 * posts. Entries are identified by keys of the archive, unique per kind.
 */
public sealed interface ArchiveEntry {
    /** @param name the name that people see */
    record Workspace(String key, String name) implements ArchiveEntry {}

    /** @param username the username in the archive; it is adapted to our rules at import */
    record Person(String key, String username, String displayName, boolean deactivated) implements ArchiveEntry {}

    /** Who can find a channel. */
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

    /** The membership of a person in a workspace, and in a channel of it when one is named. */
    record Membership(String workspace, Optional<String> channel, String person) implements ArchiveEntry {}

    /**
     * A message.
     *
     * @param key unique in its channel, and the same in every reading of the archive
     * @param parent the key of the top-level post to which it replies
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
     * An entry that cannot be imported.
     *
     * @param what the entry, by its place in the archive
     * @param why one of a few sentences, so that they can be counted
     */
    record Skipped(String what, String why) implements ArchiveEntry {}
}
