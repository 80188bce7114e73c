package collab.archive;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * How far an import has come, counted in posts of the archive. Posts that an earlier run of the same import has sent are
 * neither sent nor reported again.
 */
final class ImportProgress {
    private final ImportCheckpoint checkpoint;
    private final ImportReport report;
    private final Consumer<Long> listener;
    private long postsRead;
    private long postsBefore;
    private long postsSaved;

    /** Continues after the posts of the checkpoint, if there is one. */
    ImportProgress(ImportCheckpoint checkpoint, ImportReport report, Consumer<Long> listener) {
        this.checkpoint = checkpoint;
        this.report = report;
        this.listener = listener;
        checkpoint.load().ifPresent(saved -> {
            report.resume(saved);
            postsBefore = saved.path("posts").asLong();
        });
    }

    /** Counts one more post and returns the number of posts that precede it. */
    long readPost() {
        return postsRead++;
    }

    /** Whether an earlier run is done with the post. */
    boolean isDone(long index) {
        return index < postsBefore;
    }

    /** Adds to the number of times that something was done. */
    void count(String what, long more) {
        report.count(what, more);
    }

    /** Reports an entry that is not imported, unless an earlier run has reported it. */
    void skip(ArchiveEntry.Skipped skipped) {
        if (postsRead >= postsBefore) report.skip(skipped);
    }

    void skip(String what, String why) {
        skip(new ArchiveEntry.Skipped(what, why));
    }

    /** The posts that were read after the checkpoint was written. */
    long postsSinceSaved() {
        return postsRead - Math.max(postsSaved, postsBefore);
    }

    /** Reports the number of posts so far to the listener. */
    void sent() {
        listener.accept(postsRead);
    }

    /** All posts that were read are done. */
    void save() {
        postsSaved = postsRead;
        checkpoint.save(postsRead, report);
    }

    void forget() throws IOException {
        checkpoint.forget();
    }
}
