package collab.cli.stream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.UUID;

/**
 * The file that an export writes. A regular file and a new one are written beside the target and renamed, so that the target is never
 * incomplete; the target keeps owner, group and permissions. A file that a new one cannot replace with these is written in place. Everything else that a path can name (a pipe, a device, a symbolic link such as
 * {@code /dev/stdout}) stays what it is: the export is written through it.
 */
public final class ExportTarget {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {
        /** Returns the number of items written. */
        long writeTo(OutputStream out) throws IOException;
    }

    private final Path target;

    public ExportTarget(Path target) {
        this.target = target;
    }

    public long write(Content content) throws IOException {
        requireFile();
        boolean present = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (present && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) return writeThrough(content);
        if (present && !Files.isWritable(target)) throw new AccessDeniedException(target.toString());
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        part.toFile().deleteOnExit(); // also after Ctrl-C
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (present && !takesPlaceOfTarget(part)) return writeThrough(content);
            return replace(content, part, file);
        } catch (AccessDeniedException refused) {
            if (present) return writeThrough(content); // the file may be written, its folder may not
            throw new AccessDeniedException(target.toString(), null, refused.getReason());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void requireFile() {
        if (target.toString().isEmpty()) throw new IllegalArgumentException("FILE must not be empty");
        if (Files.isDirectory(target)) throw new IllegalArgumentException(target + " is a folder; name a file in it");
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder))
            throw new IllegalArgumentException("folder not found: " + folder);
    }

    private long writeThrough(Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER_BYTES)) {
            return content.writeTo(out);
        }
    }

    private long replace(Content content, Path part, FileChannel file) throws IOException {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES);
        long count = content.writeTo(out);
        out.flush();
        file.force(true);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return count;
    }

    /**
     * Gives the new file owner, group and permissions of the old one, before the first byte is written; so the content is never readable
     * for more people. False when the user may not do that.
     */
    private boolean takesPlaceOfTarget(Path part) throws IOException {
        PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(part, PosixFileAttributeView.class);
        PosixFileAttributes fresh = view.readAttributes();
        try {
            if (!fresh.owner().equals(old.owner())) view.setOwner(old.owner());
            if (!fresh.group().equals(old.group())) view.setGroup(old.group());
            view.setPermissions(old.permissions());
            return true;
        } catch (FileSystemException _) {
            return false;
        }
    }
}
