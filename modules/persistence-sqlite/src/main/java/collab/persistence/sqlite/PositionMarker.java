package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the file {@code collab.position} up to date.
 *
 * <p>The writer overwrites its one line after each commit, before the commit is answered, without a flush: that costs a few
 * microseconds and survives the death of the process. The line is flushed when the store opens and closes. A failed write is
 * logged once and has no other effect: the mark then proves less.
 */
final class PositionMarker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PositionMarker.class.getName());

    private final Path file;
    private final FileChannel channel;

    private final PositionMark first;

    private volatile String epoch;
    private volatile Instant retention;

    /** Used only on the writer's thread. */
    private boolean failing;

    private PositionMarker(Path file, FileChannel channel, PositionMark first) {
        this.file = file;
        this.channel = channel;
        this.first = first;
        this.epoch = first.epoch();
        this.retention = first.retention();
    }

    /** Reads the mark of the last run. Empty without a file or with a damaged one: then nothing is known. */
    static Optional<PositionMark> read(Path file) {
        if (!Files.exists(file)) return Optional.empty();
        try {
            Optional<PositionMark> mark =
                    PositionMark.parse(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
            if (mark.isEmpty()) LOG.log(Level.WARNING, "{0} is damaged and proves nothing: it is written again", file);
            return mark;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read: " + PrivateFiles.reason(unreadable), unreadable);
        }
    }

    /**
     * Replaces the file with a flushed one and opens it. On a full disk the present file is overwritten, or the next commit writes it:
     * a server without room must still answer queries.
     */
    static PositionMarker open(Path file, PositionMark mark) {
        try {
            try {
                return new PositionMarker(file, replace(file, mark), mark);
            } catch (IOException refused) {
                if (!DiskSpace.namesNoSpace(refused)) throw refused;
                LOG.log(Level.WARNING, "{0} cannot be replaced: {1}", file, PrivateFiles.reason(refused));
                FileChannel present = FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.ofFiles());
                PositionMarker marker = new PositionMarker(file, present, mark);
                marker.advance(mark.head());
                return marker;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + PrivateFiles.reason(e), e);
        }
    }

    private static FileChannel replace(Path file, PositionMark mark) throws IOException {
        Path part = Path.of(file + ".part");
        Files.deleteIfExists(part);
        FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFiles.ofFiles());
        try {
            writeFully(channel, mark.encode());
            channel.force(true);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            PrivateFiles.flushNameOf(file);
            return channel;
        } catch (IOException refused) {
            channel.close();
            Files.deleteIfExists(part);
            throw refused;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer line) throws IOException {
        for (int at = 0; line.hasRemaining(); ) at += channel.write(line, at);
    }

    /** Used from the next write on. */
    void renewEpoch(String next) {
        epoch = next;
    }

    /** Used from the next write on. */
    void retention(Instant time) {
        retention = time;
    }

    /** Writes the mark after a commit; called on the writer's thread only. */
    void advance(LogPosition head) {
        try {
            writeFully(channel, new PositionMark(epoch, head, first.file(), retention).encode());
            failing = false;
        } catch (IOException refused) {
            if (!failing) LOG.log(Level.WARNING, "{0} cannot be written: {1}", file, PrivateFiles.reason(refused));
            failing = true;
        }
    }

    @Override
    public void close() {
        try (channel) {
            channel.force(true);
        } catch (IOException refused) {
            LOG.log(Level.WARNING, "{0} cannot be flushed: {1}", file, PrivateFiles.reason(refused));
        }
    }
}
