package collab.rpc.auth;

import collab.domain.Command;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.rpc.credential.PasswordHasher;
import collab.runtime.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Creates the first account of an empty server: the administrator {@code admin}. The password is random, so there is
 * no default password to change, and is written to a file that only the operating system user of the server may read.
 */
final class InitialAdminSetup {
    static final String FILE = "admin.password";
    static final String USERNAME = "admin";

    private static final System.Logger LOG = System.getLogger(InitialAdminSetup.class.getName());

    private final Persistence persistence;
    private final PasswordHasher passwords;
    private final Path file;

    InitialAdminSetup(Persistence persistence, PasswordHasher passwords, Path directory) {
        this.persistence = persistence;
        this.passwords = passwords;
        this.file = directory.resolve(FILE);
    }

    /** Does nothing when there are users; completes the setup when an earlier start was interrupted. */
    void createIfEmpty() {
        boolean hasAdministrator =
                persistence.snapshots().read(snapshot -> !snapshot.admins().isEmpty());
        boolean empty =
                persistence.snapshots().read(snapshot -> snapshot.activeUsers(1).isEmpty());
        if (hasAdministrator || !(empty || Files.exists(file))) return;
        // written before the account is created: an account with an unknown password could not be used
        String password = SecretFile.readOrCreate(file, passwords::randomPassword);
        User admin = persistence
                .snapshots()
                .read(snapshot -> snapshot.userByName(USERNAME))
                .orElseGet(() -> (User) submit(
                        new Command.CreateUser(USERNAME, "Administrator", Optional.of(passwords.hash(password)))));
        submit(new Command.GrantRight(admin.id(), new Grant(Right.ADMIN, Optional.empty())));
        LOG.log(
                System.Logger.Level.INFO,
                "created the first account: sign in as {0} with the password in {1}, change the password and delete the file",
                USERNAME,
                file);
    }

    private Entity submit(Command command) {
        return switch (persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()))) {
            case Ledger.Verdict.Committed committed -> committed.commit().result();
            case Ledger.Verdict.Rejected rejected ->
                throw new IllegalStateException("cannot create the first administrator: "
                        + rejected.rejection().detail());
        };
    }
}
