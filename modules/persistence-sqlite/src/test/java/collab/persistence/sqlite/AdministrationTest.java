package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Workspace;
import collab.persistence.AccountSearch;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.connection.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators read and set: the list of accounts, and who may invite people. */
class AdministrationTest {
    @TempDir
    private Path directory;

    private Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
    }

    private static List<AccountSearch.Found> search(
            Persistence store, Optional<Boolean> active, String prefix, String after, int limit) {
        AccountSearch search = new AccountSearch(active, prefix, after, limit);
        return store.snapshots().read(snapshot -> snapshot.accounts(search));
    }

    private static List<String> names(List<AccountSearch.Found> found) {
        return found.stream().map(account -> account.user().username()).toList();
    }

    @Test
    void accountsAreFoundByStateAndPrefixAndInPages() {
        try (Persistence store = open()) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            for (String name : List.of("dave", "alice", "bob", "barbara", "b")) ledger.createUser(name);
            ledger.execute(Caller.SYSTEM, new Command.DeactivateUser(new UserId(3)));
            assertEquals(
                    List.of("alice", "b", "barbara", "bob", "dave"),
                    names(search(store, Optional.empty(), "", "", 10)));
            assertEquals(List.of("b", "barbara", "bob"), names(search(store, Optional.empty(), "b", "", 10)));
            assertEquals(List.of("b", "barbara"), names(search(store, Optional.of(true), "b", "", 10)));
            assertEquals(List.of("bob"), names(search(store, Optional.of(false), "", "", 10)));
            assertEquals(List.of("alice", "b"), names(search(store, Optional.empty(), "", "", 2)));
            assertEquals(List.of("barbara", "bob"), names(search(store, Optional.empty(), "", "b", 2)));
        }
    }

    @Test
    void accountSaysWhoSignsInHowAndWhoIsAdministrator() {
        try (Persistence store = open()) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            ledger.createUser("alice");
            ledger.execute(
                    Caller.SYSTEM, new Command.GrantRight(new UserId(1), new Grant(Right.ADMIN, Optional.empty())));
            ledger.execute(Caller.SYSTEM, new Command.CreateUser("bob", "Bob", Optional.of("hash")));
            List<AccountSearch.Found> found = search(store, Optional.empty(), "", "", 10);
            assertEquals(
                    List.of(true, false),
                    found.stream().map(AccountSearch.Found::administrator).toList());
            assertEquals(
                    List.of(false, true),
                    found.stream().map(AccountSearch.Found::hasPassword).toList());
            assertTrue(found.getFirst().seenAt().isPresent());
            assertEquals(Optional.empty(), found.getLast().seenAt());
        }
    }

    /** An upgrade must not let people invite who could not before, and the other way round. */
    @Test
    void earlierWorkspacesLetMembersInviteAndTheChoiceIsKept() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            new SchemaMigrations(SchemaMigrations.scriptsUpTo(16)).migrate(database, directory, Instant.EPOCH);
            database.within(statements -> {
                statements.run("INSERT INTO app_user VALUES (1, 'alice', 'Alice', NULL, '', 0, NULL, 0)");
                statements.run("INSERT INTO workspace VALUES (1, 'General', 0, NULL, 0)");
                return statements.run("INSERT INTO workspace_member VALUES (1, 1, 0, 9223372036854775807, 'OWNER')");
            });
        }
        try (Persistence store = open()) {
            assertEquals(Workspace.Invites.MEMBERS, invites(store));
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            ledger.execute(
                    ledger.openSession(new UserId(1)),
                    new Command.UpdateWorkspace(
                            new WorkspaceId(1), Optional.empty(), Optional.of(Workspace.Invites.OWNERS)));
        }
        try (Persistence store = open()) {
            assertEquals(Workspace.Invites.OWNERS, invites(store));
        }
    }

    private static Workspace.Invites invites(Persistence store) {
        return store.snapshots()
                .read(snapshot ->
                        snapshot.workspace(new WorkspaceId(1)).orElseThrow().invites());
    }
}
