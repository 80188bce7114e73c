package collab.archive;

import java.io.IOException;
import java.util.function.Consumer;

/** A file that holds a workspace, read from beginning to end as a stream, any number of times and always in the same order. */
public interface Archive {
    /** Hands every entry over. What can not be understood is a {@link ArchiveEntry.Skipped}, not an end. */
    void read(Consumer<ArchiveEntry> sink) throws IOException;

    /** How much there is to read, in bytes as {@link #done} counts them. */
    long total();

    /** How much of it the reading under way has passed. */
    long done();
}
