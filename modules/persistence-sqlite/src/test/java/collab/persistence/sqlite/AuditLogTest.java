package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditTarget;
import collab.domain.audit.Origin;
import collab.domain.credential.Scope;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.persistence.AuditEntry;
import collab.persistence.AuditSearch;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.spi.CommandRules;
import collab.persistence.sqlite.audit.AuditLines;
import collab.persistence.sqlite.connection.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log in the database: written with its command, found by each condition, never changed, kept for its time. */
class AuditLogTest {
    private static final AuditSearch.Period ANY_TIME = new AuditSearch.Period(Optional.empty(), Optional.empty());
    private static final AuditSearch.Filter EVERYTHING = new AuditSearch.Filter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), ANY_TIME);

    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-28T08:00:00Z");
    private long nanos;

    private SqlitePersistence open(PersistenceConfig config) {
        return SqlitePersistence.open(
                config,
                new SqlitePersistence.Environment(
                        () -> now, CommandRules.DOMAIN, Assertions::fail, () -> nanos, WalTruncation.BYTES_MAX));
    }

    private static List<AuditEntry> search(Persistence store, AuditSearch.Filter filter) {
        return store.snapshots().read(snapshot -> snapshot.audit(new AuditSearch(filter, OptionalLong.empty(), 500)));
    }

    private static List<AuditAction> actions(Persistence store, AuditSearch.Filter filter) {
        return search(store, filter).reversed().stream()
                .map(entry -> entry.record().action())
                .toList();
    }

    private static AuditSearch.Filter by(UserId actor) {
        return new AuditSearch.Filter(
                Optional.of(actor), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), ANY_TIME);
    }

    @Test
    void recordsAreFoundByEachCondition() {
        try (Persistence store = open(PersistenceConfig.in(directory))) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Caller.Person alice = ledger.createUser("alice");
            Caller.Person bob = ledger.createUser("bob");
            WorkspaceId home = ledger.createWorkspace(alice, "Home");
            now = now.plusSeconds(60);
            Instant later = now;
            ledger.addMember(alice, home, bob);
            ledger.execute(bob, new Command.RevokeSession(bob.sessionId()));

            assertEquals(
                    List.of(
                            AuditAction.ACCOUNT_CREATED,
                            AuditAction.SIGNED_IN,
                            AuditAction.ACCOUNT_CREATED,
                            AuditAction.SIGNED_IN,
                            AuditAction.RIGHT_GRANTED,
                            AuditAction.WORKSPACE_CREATED,
                            AuditAction.WORKSPACE_MEMBER_ADDED,
                            AuditAction.SIGNED_OUT),
                    actions(store, EVERYTHING));
            assertEquals(List.of(AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT), actions(store, by(bob.userId())));
            assertEquals(
                    List.of(
                            AuditAction.ACCOUNT_CREATED,
                            AuditAction.SIGNED_IN,
                            AuditAction.WORKSPACE_MEMBER_ADDED,
                            AuditAction.SIGNED_OUT),
                    actions(
                            store,
                            new AuditSearch.Filter(
                                    Optional.empty(),
                                    Optional.of(AuditTarget.of(bob.userId())),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    ANY_TIME)));
            assertEquals(
                    2,
                    search(
                                    store,
                                    new AuditSearch.Filter(
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.of(AuditAction.SIGNED_IN),
                                            Optional.empty(),
                                            Optional.empty(),
                                            ANY_TIME))
                            .size());
            assertEquals(
                    List.of(AuditAction.WORKSPACE_CREATED, AuditAction.WORKSPACE_MEMBER_ADDED),
                    actions(
                            store,
                            new AuditSearch.Filter(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(home),
                                    Optional.empty(),
                                    ANY_TIME)));
            assertEquals(
                    List.of(AuditAction.ACCOUNT_CREATED, AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT),
                    actions(
                            store,
                            new AuditSearch.Filter(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(bob.userId()),
                                    ANY_TIME)));
            assertEquals(
                    List.of(AuditAction.WORKSPACE_MEMBER_ADDED, AuditAction.SIGNED_OUT),
                    actions(store, at(new AuditSearch.Period(Optional.of(later), Optional.empty()))));
            assertEquals(
                    6,
                    search(store, at(new AuditSearch.Period(Optional.empty(), Optional.of(later))))
                            .size());
        }
    }

    private static AuditSearch.Filter at(AuditSearch.Period period) {
        return new AuditSearch.Filter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), period);
    }

    @Test
    void recordIsReadAsItWasWritten() {
        AuditEntry written;
        Caller.Person alice;
        Caller.Person bob;
        try (Persistence store = open(PersistenceConfig.in(directory))) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            alice = ledger.createUser("alice");
            bob = ledger.createUser("bob");
            WorkspaceId home = ledger.createWorkspace(alice, "Home");
            ledger.addMember(alice, home, bob);
            var channel = ledger.createChannel(alice, home, "plans");
            store.ledger()
                    .submit(new Ledger.Submission(
                            alice,
                            new Command.AddChannelMember(channel, bob.userId()),
                            Optional.empty(),
                            Origin.ofClient("203.0.113.7", alice)));
            written = search(store, EVERYTHING).getFirst();
            assertEquals(AuditAction.CHANNEL_MEMBER_ADDED, written.record().action());
            assertEquals(Optional.of(AuditTarget.of(channel)), written.record().target());
            assertEquals(Optional.of(home), written.record().workspaceId());
            assertEquals(Optional.of("203.0.113.7"), written.record().address());
            assertEquals(
                    AuditActor.user(alice.userId(), Optional.of(alice.sessionId())),
                    written.record().actor());
            assertEquals("user=" + bob.userId(), written.record().detail());
            assertFalse(written.token());
        }
        try (Persistence store = open(PersistenceConfig.in(directory))) {
            assertEquals(written, search(store, EVERYTHING).getFirst());
            assertEquals(
                    "audit " + written.id() + ": user " + alice.userId() + " session " + alice.sessionId()
                            + " from 203.0.113.7 channel_member_added channel "
                            + written.record().target().orElseThrow().id()
                            + " workspace " + written.record().workspaceId().orElseThrow() + " user=" + bob.userId(),
                    AuditLines.line(written));
        }
    }

    @Test
    void recordNamesAnAccessTokenAsSuch() {
        try (Persistence store = open(PersistenceConfig.in(directory))) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Caller.Person alice = ledger.createUser("alice");
            var opened = (Session) ledger.execute(
                            Caller.SYSTEM,
                            new Command.OpenToken(
                                    alice.userId(), "token hash", Duration.ofDays(1), "Deploy", Scope.OF_TOKENS))
                    .result();
            Caller.Person program = new Caller.Person(alice.userId(), opened.id(), opened.scopes());
            ledger.execute(
                    Caller.SYSTEM,
                    new Command.GrantRight(alice.userId(), new Grant(Right.WORKSPACE_MANAGE, Optional.empty())));
            ledger.execute(program, new Command.CreateWorkspace("Home"));
            assertTrue(search(store, EVERYTHING).getFirst().token());
        }
    }

    /** A command that fails after its rows were written must leave no record, and the ids have no gap. */
    @Test
    void rejectedCommandLeavesNoRecord() {
        try (Persistence store = open(PersistenceConfig.in(directory))) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Caller.Person alice = ledger.createUser("alice");
            int before = search(store, EVERYTHING).size();
            ledger.rejectionOf(alice, new Command.CreateUser("bob", "Bob"));
            ledger.rejectionOf(alice, new AuditCommand.NoteAuditRead(Optional.empty()));
            assertEquals(before, search(store, EVERYTHING).size());
        }
    }

    @Test
    void pagesContinueBelowTheLastRecord() {
        try (Persistence store = open(PersistenceConfig.in(directory))) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            IntStream.range(0, 10).forEach(number -> ledger.createUser("user" + number));
            List<Long> all = new ArrayList<>();
            OptionalLong before = OptionalLong.empty();
            for (int page = 0; page < 7; page++) {
                AuditSearch search = new AuditSearch(EVERYTHING, before, 3);
                List<AuditEntry> found = store.snapshots().read(snapshot -> snapshot.audit(search));
                found.forEach(entry -> all.add(entry.id()));
                before = OptionalLong.of(found.getLast().id());
            }
            assertEquals(
                    IntStream.rangeClosed(1, 20)
                            .mapToObj(Long::valueOf)
                            .toList()
                            .reversed(),
                    all);
        }
    }

    @Test
    void recordsCannotBeChangedOrDeletedBeforeTheirTime() {
        try (SqlitePersistence store = open(PersistenceConfig.in(directory))) {
            new LedgerFixture(store.ledger()).createUser("alice");
        }
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            for (String change : List.of(
                    "UPDATE audit SET actor_id = 7",
                    "UPDATE audit SET address = '198.51.100.1'",
                    "UPDATE audit SET action = 'SIGNED_OUT'",
                    "UPDATE audit SET detail = 'role=owner'",
                    "UPDATE audit SET count = 2",
                    "DELETE FROM audit WHERE id = 1")) {
                assertThrows(
                        RuntimeException.class, () -> database.within(statements -> statements.run(change)), change);
            }
            database.within(statements -> statements.run("UPDATE audit_state SET floor = 1"));
            assertThrows(
                    RuntimeException.class,
                    () -> database.within(statements -> statements.run("UPDATE audit_state SET floor = 0")));
            assertEquals(1L, (long) database.within(statements -> statements.run("DELETE FROM audit WHERE id <= 1")));
        }
    }

    /** Deletes in pieces; addresses go first. The ids of deleted records are not used again. */
    @Test
    void retentionForgetsAddressesAndThenRecords() {
        PersistenceConfig config = PersistenceConfig.in(directory)
                .withAudit(new PersistenceConfig.Audit(Duration.ofDays(3), Duration.ofDays(1), 1_000));
        try (SqlitePersistence store = open(config)) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Caller.Person alice = ledger.createUser("alice");
            signOut(store, alice);
            prune(store, Duration.ofHours(23));
            assertEquals(
                    Optional.of("203.0.113.7"),
                    search(store, EVERYTHING).getFirst().record().address());
            prune(store, Duration.ofHours(2));
            assertEquals(
                    Optional.empty(),
                    search(store, EVERYTHING).getFirst().record().address());
            assertEquals(3, search(store, EVERYTHING).size());
            prune(store, Duration.ofDays(2));
            assertEquals(List.of(), search(store, EVERYTHING));
            ledger.createUser("bob");
            assertEquals(
                    List.of(5L, 4L),
                    search(store, EVERYTHING).stream().map(AuditEntry::id).toList());
        }
    }

    private static void signOut(Persistence store, Caller.Person user) {
        store.ledger()
                .submit(new Ledger.Submission(
                        user,
                        new Command.RevokeSession(user.sessionId()),
                        Optional.empty(),
                        Origin.ofClient("203.0.113.7", user)));
    }

    @Test
    void numberOfRecordsIsBounded() {
        PersistenceConfig config = PersistenceConfig.in(directory)
                .withAudit(new PersistenceConfig.Audit(Duration.ofDays(3), Duration.ofDays(1), 1_000));
        try (SqlitePersistence store = open(config)) {
            List<AuditCommand.NoteFailures.Failures> many = IntStream.range(0, 1_700)
                    .mapToObj(_ -> new AuditCommand.NoteFailures.Failures(
                            AuditAction.SIGN_IN_FAILED, Optional.empty(), Optional.empty(), 1))
                    .toList();
            new LedgerFixture(store.ledger()).execute(Caller.SYSTEM, new AuditCommand.NoteFailures(many));
            prune(store, Duration.ZERO);
            AuditSearch all = new AuditSearch(EVERYTHING, OptionalLong.empty(), 5_000);
            List<AuditEntry> kept = store.snapshots().read(snapshot -> snapshot.audit(all));
            assertEquals(1_000, kept.size());
            assertEquals(701, kept.getLast().id());
        }
    }

    private void prune(SqlitePersistence store, Duration passed) {
        now = now.plus(passed);
        nanos += passed.toNanos();
        while (store.pruner().pruneOnce()) {}
    }

    /** A database of the version before the audit log keeps its rows, and records from now on. */
    @Test
    void earlierDatabaseGetsAnAuditLog() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            new SchemaMigrations(SchemaMigrations.scriptsUpTo(16)).migrate(database, directory, Instant.EPOCH);
            database.within(statements ->
                    statements.run("INSERT INTO app_user VALUES (1, 'alice', 'Alice', NULL, '', 0, NULL, 0)"));
        }
        try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC())) {
            assertEquals(List.of(), search(store, EVERYTHING));
            Caller.Person alice = new LedgerFixture(store.ledger()).openSession(new UserId(1));
            AuditEntry entry = search(store, EVERYTHING).getFirst();
            assertEquals(AuditAction.SIGNED_IN, entry.record().action());
            assertEquals(Optional.of(alice.sessionId()), entry.record().actor().sessionId());
        }
    }
}
