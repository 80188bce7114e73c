package collab.archive;

import java.io.IOException;
import java.util.function.Consumer;

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

    /** The size of the archive, in bytes as {@link #done} counts them. */
    long total();

    /** The bytes that the current reading has passed. */
    long done();
}
