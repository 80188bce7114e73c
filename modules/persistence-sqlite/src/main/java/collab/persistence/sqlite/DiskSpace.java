package collab.persistence.sqlite;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;

/**
 * Finds out whether a failed write has met the end of a quota. SQLite reports a full disk as such, but an exhausted quota (EDQUOT) as
 * an I/O error, like a broken disk. So a second file is written: the operating system names the reason there.
 */
final class DiskSpace {
    /** More than the remains of a block that is not full. */
    private static final int BYTES = 64 << 10;

    private DiskSpace() {}

    /** Whether the quota of the user, the group or the folder is exhausted, or the disk is full. */
    static boolean isExhausted(Path directory) {
        Path probe = directory.resolve("collab.space");
        try {
            Files.deleteIfExists(probe);
            write(probe);
            return false;
        } catch (IOException failure) {
            return namesNoSpace(failure);
        } finally {
            delete(probe);
        }
    }

    private static void write(Path probe) throws IOException {
        try (FileChannel channel = FileChannel.open(
                probe, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFiles.ofFiles())) {
            ByteBuffer zeros = ByteBuffer.allocate(BYTES);
            while (zeros.hasRemaining()) channel.write(zeros, zeros.position());
            channel.force(false);
        }
    }

    /** The JDK has no exception for these errors, only the text of the operating system (EDQUOT, ENOSPC). */
    static boolean namesNoSpace(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("quota") || text.contains("no space left");
    }

    private static void delete(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException refused) {
            System.getLogger(DiskSpace.class.getName())
                    .log(Level.WARNING, "{0} cannot be deleted: {1}", probe, PrivateFiles.reason(refused));
        }
    }
}
