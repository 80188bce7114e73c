package collab.archive;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A file that contains a workspace. It is read as a stream from beginning to end, any number of times and always in the
 * same order.
 */
public interface Archive {
    /**
     * Passes every entry to the consumer. An entry that cannot be read becomes a {@link ArchiveEntry.Skipped} and does
     * not end the reading.
     */
    void read(Consumer<ArchiveEntry> sink) throws IOException;

    /**
     * As {@link #read(Consumer)}, for a reader that knows which usernames people have here.
     *
     * @param usernames the username here of a person's key, for mentions; empty when it is unknown
     */
    default void read(Consumer<ArchiveEntry> sink, Function<String, Optional<String>> usernames) throws IOException {
        read(sink);
    }

    /**
     * Identifies the workspace or the server from which the archive was exported: the keys of people and workspaces are
     * unique within it.
     */
    String source();

    /** Whether the archive itself states its source. Otherwise archives of several servers have one source. */
    default boolean statesSource() {
        return true;
    }

    /** The size of the archive, in bytes as {@link #done} counts them. */
    long total();

    /** The bytes that the current reading has passed. */
    long done();

    /** Whether mentions in the texts already have the usernames that a reading received. */
    default boolean translatesMentions() {
        return false;
    }
}
