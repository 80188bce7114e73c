package collab.rpc.auth;

import collab.domain.Command;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.runtime.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The account with which an empty server begins: {@code admin}, with a password that lies in a file which only the server's own user
 * may read. It is made up anew for every server, so there is no password to forget to change.
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

    /** Does nothing where anybody is; finishes what an earlier start began. */
    void makeIfNobodyIsThere() {
        boolean administered =
                persistence.snapshots().read(snapshot -> !snapshot.admins().isEmpty());
        boolean empty =
                persistence.snapshots().read(snapshot -> snapshot.activeUsers(1).isEmpty());
        if (administered || !(empty || Files.exists(file))) return;
        // written before the account is made: a password that nobody can read would lock everybody out
        String password = SecretFile.readOrCreate(file, passwords::random);
        User admin = persistence
                .snapshots()
                .read(snapshot -> snapshot.userByName(USERNAME))
                .orElseGet(() -> (User) submit(
                        new Command.CreateUser(USERNAME, "Administrator", Optional.of(passwords.hash(password)))));
        submit(new Command.GrantRight(admin.id(), new Grant(Right.ADMIN, Optional.empty())));
        LOG.log(
                System.Logger.Level.INFO,
                "made the first account: sign in as {0} with the password in {1}, set another one and delete the file",
                USERNAME,
                file);
    }

    private Entity submit(Command command) {
        return switch (persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()))) {
            case Ledger.Verdict.Committed committed -> committed.commit().result();
            case Ledger.Verdict.Rejected rejected ->
                throw new IllegalStateException("the first administrator was refused: "
                        + rejected.rejection().detail());
        };
    }
}
