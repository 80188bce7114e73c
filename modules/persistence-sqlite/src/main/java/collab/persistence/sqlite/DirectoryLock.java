package collab.persistence.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * Reserves a data directory for one process, because each writer keeps the head of the log in memory.
 *
 * <p>The lock belongs to the file {@code collab.lock}, not to its name. Someone who removes the file lets a second process in;
 * {@link #isHeld} then is false in the first one, which must end.
 */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;
    private final Path file;
    private final Object key;

    private DirectoryLock(FileChannel channel, Path file, Object key) {
        this.channel = channel;
        this.file = file;
        this.key = key;
    }

    /**
     * Creates the directory when it is missing, and locks it. The operating system releases the lock when the process ends.
     *
     * @throws IllegalStateException when another process has the lock
     */
    static DirectoryLock acquire(Path directory) {
        try {
            PrivateFiles.createFolder(directory);
            Path file = new DataFolder(directory).lock();
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.ofFiles());
            Optional<Object> key = tryLock(channel) ? key(file) : Optional.empty();
            if (key.isEmpty()) {
                channel.close();
                throw new IllegalStateException("the data directory " + directory
                        + " is in use by another process: stop that process or use another directory");
            }
            return new DirectoryLock(channel, file, key.get());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the data directory " + directory + " cannot be used: " + PrivateFiles.reason(e), e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process has the lock
        }
    }

    /** The identity of the file that has this name now. The locked file keeps its identity as long as it is open. */
    private static Optional<Object> key(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    /** Whether the file with the name of the lock still is the locked one. Costs a few microseconds. */
    boolean isHeld() {
        return key(file).filter(key::equals).isPresent();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
