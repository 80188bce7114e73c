package collab.rpc.auth;

import collab.domain.AccountCommand;
import collab.domain.model.AccountLink;
import collab.domain.model.Caller;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The link by which the operator becomes the first administrator. The server prints it while there is no administrator, and keeps it
 * in a file that only its operating system user may read. The secret is stored as a hash, works once and for {@link #LIFETIME}.
 */
public final class SetupLink {
    public static final String FILE = "setup.url";

    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Pattern SECRET = Pattern.compile("hcs_[A-Za-z0-9_-]{43}");

    private final Persistence persistence;
    private final InstantSource clock;

    /** Empty where no link is needed. */
    private final Optional<Path> file;

    /** Held while the link is made and its file is written. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Makes a URL of a secret and prints it; absent until the process listens. */
    @GuardedBy("lock")
    private Optional<Announcement> announcement = Optional.empty();

    private record Announcement(String base, Consumer<String> print) {}

    /** Never true and later false again: the last administrator cannot be removed. */
    private volatile boolean claimed;

    SetupLink(Persistence persistence, Optional<Path> directory, InstantSource clock) {
        this.persistence = persistence;
        this.file = directory.map(folder -> folder.resolve(FILE));
        this.clock = clock;
    }

    /** Whether the server has, or ever had, an administrator. */
    boolean isClaimed() {
        claimed = claimed || persistence.snapshots().read(SetupLink::isClaimed);
        return claimed;
    }

    private static boolean isClaimed(Snapshot snapshot) {
        return snapshot.setupUsed() || !snapshot.admins().isEmpty();
    }

    /** Whether the secret is that of the present link. */
    boolean isValid(String secret) {
        String hash = TokenGenerator.hash(secret);
        return persistence
                .snapshots()
                .read(snapshot -> snapshot.accountLink(hash))
                .filter(this::serves)
                .isPresent();
    }

    private boolean serves(AccountLink link) {
        return link.serves(AccountLink.Kind.SETUP, clock.instant());
    }

    /**
     * Prints the link if there is no administrator, and again whenever a new one replaces it.
     *
     * @param base the URL of the page, without a slash at the end
     */
    public void announce(String base, Consumer<String> print) {
        if (file.isEmpty() || isClaimed()) return;
        lock.lock();
        try {
            announcement = Optional.of(new Announcement(base, print));
            Optional<String> secret = present().or(this::issued);
            if (secret.isPresent()) publish(secret.get());
        } finally {
            lock.unlock();
        }
    }

    /** Replaces a link that has expired. */
    void renew() {
        if (file.isEmpty() || isClaimed()) return;
        lock.lock();
        try {
            if (announcement.isEmpty() || present().isPresent()) return;
            Optional<String> secret = issued();
            if (secret.isPresent()) publish(secret.get());
        } finally {
            lock.unlock();
        }
    }

    /** The link was used. */
    void remove() {
        claimed = true;
        try {
            if (file.isPresent()) Files.deleteIfExists(file.get());
        } catch (IOException e) {
            throw new UncheckedIOException("the used setup link cannot be deleted: " + file.get(), e);
        }
    }

    /** The secret in the file, if it is still valid: a restart does not change the link. */
    private Optional<String> present() {
        return file.filter(Files::isRegularFile).flatMap(SetupLink::secretIn).filter(this::isValid);
    }

    private static Optional<String> secretIn(Path file) {
        try {
            Matcher found = SECRET.matcher(Files.readString(file));
            return found.find() ? Optional.of(found.group()) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty(); // a new link replaces the file
        }
    }

    /** Empty when the server got an administrator in the meantime. */
    private Optional<String> issued() {
        String secret = TokenGenerator.newLink(TokenGenerator.Link.SETUP);
        var command = new AccountCommand.IssueSetupLink(TokenGenerator.hash(secret), LIFETIME);
        return switch (persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()))) {
            case Ledger.Verdict.Committed _ -> Optional.of(secret);
            case Ledger.Verdict.Rejected _ -> Optional.empty();
        };
    }

    @GuardedBy("lock")
    private void publish(String secret) {
        Announcement to = announcement.orElseThrow();
        String url = to.base() + "/#/setup/" + secret;
        write(file.orElseThrow(), url);
        to.print().accept(url);
    }

    private static void write(Path file, String url) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(part, url + "\n", StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the setup link cannot be written to " + file, e);
        }
    }
}
