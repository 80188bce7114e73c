package collab.persistence.sqlite;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Creates files and folders that only the own user can read, and flushes them. */
final class PrivateFiles {
    private static final Logger LOG = System.getLogger(PrivateFiles.class.getName());

    private static final Set<PosixFilePermission> OF_FILES = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OF_FOLDERS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private PrivateFiles() {}

    // ---- Creating ----

    /** Creates a folder with mode 0700 when it is missing; its parents get the usual mode. */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        Files.createDirectories(folder.toAbsolutePath().getParent());
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OF_FOLDERS));
    }

    /** Creates an empty file with mode 0600; SQLite gives its other files the mode of the database. */
    static void createFile(Path file) throws IOException {
        Files.createFile(file, ofFiles());
    }

    /** For files that are opened and created in one step. */
    static FileAttribute<?> ofFiles() {
        return PosixFilePermissions.asFileAttribute(OF_FILES);
    }

    // ---- Existing files ----

    /**
     * Removes all permissions of group and others from a file or folder that others can use. A folder that is open to its group
     * only stays as it is, because an administrator has chosen that. A folder of another user stays as it is too.
     */
    static void closeToOthers(Path path) {
        try {
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            if (found.stream().noneMatch(OF_OTHERS::contains)) return;
            String mode = PosixFilePermissions.toString(found);
            try {
                Files.setPosixFilePermissions(path, Files.isDirectory(path) ? OF_FOLDERS : OF_FILES);
                LOG.log(
                        Level.WARNING,
                        "{0} could be used by every user of this machine ({1}): it is now limited to its owner",
                        path,
                        mode);
            } catch (IOException refused) {
                LOG.log(
                        Level.WARNING,
                        "{0} can be used by every user of this machine ({1}), and its mode cannot be changed: {2}",
                        path,
                        mode,
                        reason(refused));
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            LOG.log(Level.DEBUG, "the permissions of {0} cannot be read: {1}", path, unknown.getMessage());
        }
    }

    /** Gives a file to the owner of its folder: an administrator who restores as root must not lock the server out. */
    static void giveToOwnerOfFolder(Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(file.toAbsolutePath().getParent());
        if (owner.equals(Files.getOwner(file))) return;
        try {
            Files.setOwner(file, owner);
        } catch (IOException refused) {
            LOG.log(Level.WARNING, "{0} cannot be given to {1}: {2}", file, owner.getName(), reason(refused));
        }
    }

    /** Makes a file durable. */
    static void flush(Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    /** Makes the name of a file durable: after a rename. */
    static void flushNameOf(Path file) throws IOException {
        try (FileChannel names = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    // ---- Words ----

    /** Why a file operation failed, in words: the message of most exceptions is only the name of the file. */
    static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "user " + System.getProperty("user.name") + " has no permission";
            case FileAlreadyExistsException other -> other.getFile() + " exists and is not a folder";
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
