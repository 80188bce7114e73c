package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand.NewAccount;
import collab.domain.AccountCommand.NewSession;
import collab.domain.InvitationCommand;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Invitation;
import collab.domain.model.InvitationState;
import collab.domain.model.Session;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.connection.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the version before invitations keeps its rows, and gets invitations. */
class AccountMigrationTest {
    private static final String INSERT_SESSION = """
            INSERT INTO session (id, user_id, token_hash, created_at, expires_at, name) VALUES (?, 1, ?, 0, ?, NULL)
            """;

    @TempDir
    private Path directory;

    private final Instant inAnHour = Clock.systemUTC().instant().plus(Duration.ofHours(1));

    @BeforeEach
    void writeEarlierVersion() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            new SchemaMigrations(SchemaMigrations.scriptsUpTo(12)).migrate(database, directory, Instant.EPOCH);
            database.within(statements -> {
                statements.run("INSERT INTO app_user VALUES (1, 'alice', 'Alice', NULL, '', 0, NULL, 0)");
                statements.run("INSERT INTO workspace VALUES (1, 'General', 0, NULL, 0)");
                statements.run("INSERT INTO workspace_member VALUES (1, 1, 0, 9223372036854775807, 'OWNER')");
                statements.run(INSERT_SESSION, 1, "expired", 1_000);
                return statements.run(INSERT_SESSION, 2, "live", inAnHour);
            });
        }
    }

    private Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
    }

    /** An upgrade must not send an event for each session that expired in the past. */
    @Test
    void sessionsStayAndExpiredOnesNeedNoEvent() {
        try (Persistence store = open()) {
            store.snapshots().read(snapshot -> {
                assertEquals(List.of(), snapshot.expiredSessions(10));
                assertTrue(snapshot.sessionByTokenHash("live").isPresent());
                assertEquals(
                        Optional.empty(),
                        snapshot.namedSessions(new UserId(1), Optional.empty(), 10)
                                .getFirst()
                                .seenAt());
                return snapshot.position();
            });
        }
    }

    @Test
    void invitationIsReadAsItWasWritten() {
        Invitation made;
        Caller.Person alice;
        try (Persistence store = open()) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            alice = ledger.openSession(new UserId(1));
            made = (Invitation) ledger.execute(
                            alice,
                            new InvitationCommand.CreateInvitation(
                                    new WorkspaceId(1),
                                    WorkspaceRole.GUEST,
                                    List.of(),
                                    new InvitationCommand.CreateInvitation.Bounds(Duration.ofDays(7), 2),
                                    "link"))
                    .result();
            Session joined = (Session) ledger.execute(
                            Caller.SYSTEM,
                            new InvitationCommand.JoinByInvitation(
                                    "link",
                                    new NewAccount("ben", "Ben", Optional.of("hash")),
                                    new NewSession("session", Duration.ofDays(1), Optional.of("Firefox on Linux"))))
                    .result();
            store.snapshots().read(snapshot -> {
                assertEquals(
                        Optional.of("Firefox on Linux"),
                        snapshot.namedSessions(joined.userId(), Optional.empty(), 1)
                                .getFirst()
                                .device());
                return snapshot.position();
            });
        }
        try (Persistence store = open()) {
            store.snapshots().read(snapshot -> {
                Invitation stored = snapshot.invitationByToken("link").orElseThrow();
                assertEquals(made.used(stored.ver()), stored);
                assertEquals(
                        List.of(stored),
                        snapshot.invitations(new WorkspaceId(1), Optional.of(new UserId(1)), Optional.empty(), 10));
                assertEquals(List.of(stored), snapshot.openInvitations(new WorkspaceId(1)));
                return snapshot.position();
            });
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Invitation revoked = (Invitation) ledger.execute(alice, new InvitationCommand.RevokeInvitation(made.id()))
                    .result();
            assertEquals(InvitationState.REVOKED, revoked.state(inAnHour));
            store.snapshots().read(snapshot -> {
                assertEquals(Optional.of(revoked), snapshot.invitation(made.id()));
                assertEquals(List.of(), snapshot.openInvitationsOf(new UserId(1)));
                return snapshot.position();
            });
        }
    }
}
