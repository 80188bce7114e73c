package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.FactorCommand;
import collab.domain.FactorCommand.Proof;
import collab.domain.credential.Scope;
import collab.domain.credential.SecondFactor;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.connection.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the version before keep what they may do, and scopes, confirmations and second factors are stored. */
class FactorMigrationTest {
    private static final UserId ALICE = new UserId(1);

    private static final String INSERT_SESSION = """
            INSERT INTO session (id, user_id, token_hash, created_at, expires_at, name) VALUES (?, 1, ?, 0, ?, ?)
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeEarlierVersion() {
        Instant inAnHour = Clock.systemUTC().instant().plus(Duration.ofHours(1));
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            new SchemaMigrations(SchemaMigrations.scriptsUpTo(15)).migrate(database, directory, Instant.EPOCH);
            database.within(statements -> {
                statements.run("INSERT INTO app_user VALUES (1, 'alice', 'Alice', NULL, '', 0, NULL, 0)");
                statements.run(INSERT_SESSION, 1, "login", inAnHour, Optional.empty());
                return statements.run(INSERT_SESSION, 2, "token", inAnHour, Optional.of("robot"));
            });
        }
    }

    private Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
    }

    @Test
    void tokenKeepsAllButTheAccountAndNoSessionIsConfirmed() {
        try (Persistence store = open()) {
            store.snapshots().read(snapshot -> {
                assertEquals(
                        Scope.ALL,
                        snapshot.sessionByTokenHash("login").orElseThrow().scopes());
                assertEquals(
                        Scope.OF_TOKENS,
                        snapshot.sessionByTokenHash("token").orElseThrow().scopes());
                assertEquals(Optional.empty(), snapshot.sessionConfirmedAt(new SessionId(1)));
                assertEquals(
                        List.of(new SessionId(1)),
                        snapshot.loginsByUse(ALICE).stream().map(Session::id).toList());
                return snapshot.position();
            });
        }
    }

    @Test
    void scopesConfirmationsAndFactorsAreReadAsTheyWereWritten() {
        Session token;
        Session login;
        try (Persistence store = open()) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Caller.Person alice = ledger.openSession(ALICE);
            token = (Session) ledger.execute(
                            Caller.SYSTEM,
                            new Command.OpenToken(
                                    ALICE, "robot", Duration.ofDays(1), "robot", Set.of(Scope.SEND, Scope.READ)))
                    .result();
            ledger.execute(alice, new FactorCommand.BeginFactor("sealed"));
            ledger.execute(alice, new FactorCommand.ConfirmFactor(41, List.of("one", "two")));
            ledger.execute(Caller.SYSTEM, new FactorCommand.CountCode(ALICE));
            login = (Session) ledger.execute(
                            Caller.SYSTEM,
                            new Command.OpenSession(
                                    ALICE,
                                    "second",
                                    Duration.ofDays(1),
                                    Optional.of("Firefox on Linux"),
                                    Optional.of(new Proof.Recovery("one"))))
                    .result();
            ledger.execute(Caller.SYSTEM, new FactorCommand.CountCode(ALICE));
        }
        try (Persistence store = open()) {
            store.snapshots().read(snapshot -> {
                assertEquals(Optional.of(token), snapshot.session(token.id()));
                assertEquals(Optional.of(login), snapshot.session(login.id()));
                assertEquals(Optional.of(login.createdAt()), snapshot.sessionConfirmedAt(login.id()));
                assertEquals(Optional.empty(), snapshot.sessionConfirmedAt(token.id()));
                SecondFactor factor = snapshot.secondFactor(ALICE).orElseThrow();
                assertEquals("sealed", factor.sealed());
                assertTrue(factor.confirmed());
                assertEquals(41, factor.lastStep());
                assertEquals(1, factor.attempts().count());
                assertTrue(factor.attempts().since().isPresent());
                assertFalse(snapshot.hasRecoveryCode(ALICE, "one"));
                assertTrue(snapshot.hasRecoveryCode(ALICE, "two"));
                assertEquals(1, snapshot.recoveryCodesLeft(ALICE));
                assertEquals(Optional.of(factor), snapshot.anySecondFactor());
                return snapshot.position();
            });
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            ledger.execute(
                    Caller.SYSTEM, new FactorCommand.ConfirmSession(new SessionId(1), Optional.of(new Proof.Totp(42))));
            store.snapshots().read(snapshot -> {
                assertTrue(snapshot.sessionConfirmedAt(new SessionId(1)).isPresent());
                assertEquals(42, snapshot.secondFactor(ALICE).orElseThrow().lastStep());
                return snapshot.position();
            });
            ledger.execute(Caller.SYSTEM, new FactorCommand.ResetFactor(ALICE));
            store.snapshots().read(snapshot -> {
                assertEquals(Optional.empty(), snapshot.secondFactor(ALICE));
                assertEquals(0, snapshot.recoveryCodesLeft(ALICE));
                assertEquals(List.of(), snapshot.loginsByUse(ALICE));
                return snapshot.position();
            });
        }
    }
}
