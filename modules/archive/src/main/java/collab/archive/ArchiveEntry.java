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

    /**
     * An account in the source.
     *
     * @param username the username in the archive; it is adapted to our rules at import
     */
    record Person(String key, String username, String displayName, Account account) implements ArchiveEntry {}

    /** The kind of an account. */
    enum Account {
        ACTIVE,
        /** An active person of another workspace, whose username is unique only there. */
        OUTSIDE,
        DEACTIVATED,
        /** A program. */
        BOT,
        /** An author who is not in the list of people of the archive. */
        UNLISTED;

        /** Whether the account can be the same person as an account here with the same username. */
        public boolean joinsByName() {
            return this == ACTIVE;
        }

        /** Whether a person uses the account. */
        public boolean isActive() {
            return this == ACTIVE || this == OUTSIDE;
        }

        /** Whether the account is or was that of a person. */
        public boolean isPerson() {
            return isActive() || this == DEACTIVATED;
        }
    }

    /** The role of a person in a workspace. A guest reads only the channels to which they were added. */
    enum Role {
        OWNER,
        MEMBER,
        GUEST
    }

    /** Who can find a channel, the most public kind first. */
    enum Kind {
        PUBLIC,
        PRIVATE,
        /** Between exactly its members. */
        DIRECT
    }

    /**
     * A channel or a direct message.
     *
     * @param workspace empty for a direct message that belongs to no workspace in the source
     */
    record Channel(String key, String workspace, Kind kind, ChannelTitle title, boolean archived, List<String> members)
            implements ArchiveEntry {
        public Channel {
            members = List.copyOf(members);
        }

        public String name() {
            return title.name();
        }

        public String topic() {
            return title.topic();
        }
    }

    /** @param name empty for direct messages */
    record ChannelTitle(String name, String topic) {}

    /**
     * The membership of a person in a workspace, or in a channel of it when one is named.
     *
     * @param role in the workspace, or in the channel, which has no guests of its own
     */
    record Membership(String workspace, Optional<String> channel, String person, Role role) implements ArchiveEntry {
        public static Membership inWorkspace(String workspace, String person, Role role) {
            return new Membership(workspace, Optional.empty(), person, role);
        }

        public static Membership inChannel(String workspace, String channel, String person) {
            return new Membership(workspace, Optional.of(channel), person, Role.MEMBER);
        }
    }

    /** A message. */
    record Post(PostKey id, String author, PostText content, boolean pinned, List<Reaction> reactions)
            implements ArchiveEntry {
        public Post {
            reactions = List.copyOf(reactions);
        }

        public String channel() {
            return id.channel();
        }

        public String key() {
            return id.key();
        }

        public Optional<String> parent() {
            return id.parent();
        }

        public String text() {
            return content.text();
        }

        public Instant createdAt() {
            return content.createdAt();
        }

        public Optional<Instant> editedAt() {
            return content.editedAt();
        }
    }

    /** A message that was deleted: it has no text and keeps the replies to it in their thread. */
    record DeletedPost(PostKey id, String author, Instant createdAt) implements ArchiveEntry {}

    /**
     * Identifies a post.
     *
     * @param key unique in its channel, and the same in every reading of the archive
     * @param parent the key of the top-level post to which it replies
     */
    record PostKey(String channel, String key, Optional<String> parent) {}

    /** The text of a post, and when it was written. */
    record PostText(String text, Instant createdAt, Optional<Instant> editedAt) {}

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
    record Skipped(String what, String why) implements ArchiveEntry {
        /** The most UTF-16 units of what was skipped. */
        public static final int WHAT_MAX = 200;

        private static final int WHY_MAX = 400;

        public Skipped {
            what = cut(what, WHAT_MAX);
            why = cut(why, WHY_MAX);
        }

        /** The beginning with an ellipsis, without half of a surrogate pair. */
        private static String cut(String text, int most) {
            if (text.length() <= most) return text;
            int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
            return text.substring(0, end) + "…";
        }
    }
}
