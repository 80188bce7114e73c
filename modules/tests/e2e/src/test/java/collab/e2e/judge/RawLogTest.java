package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.e2e.checker.Violation;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.SessionRevoked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawLogTest {
    private static final String SCHEMA = """
            PRAGMA journal_mode = WAL;
            CREATE TABLE log_state (epoch TEXT, head INTEGER, floor INTEGER);
            CREATE TABLE event_log (seq INTEGER PRIMARY KEY, audience_kind INTEGER, audience_id INTEGER, event BLOB);
            CREATE TABLE group_person (group_id INTEGER, user_id INTEGER);
            CREATE TABLE group_nested (group_id INTEGER, inner_id INTEGER);
            INSERT INTO log_state VALUES ('first', 0, 0);
            """;

    @TempDir
    Path folder;

    private Path database;
    private Connection server;
    private RawLog log;

    @BeforeEach
    void open() throws SQLException {
        database = folder.resolve("collab.db");
        server = DriverManager.getConnection("jdbc:sqlite:" + database);
        run(SCHEMA);
        log = new RawLog(database, () -> 7);
    }

    @AfterEach
    void close() throws SQLException {
        server.close();
    }

    private void run(String script) throws SQLException {
        try (Statement statement = server.createStatement()) {
            for (String sql : script.split(";\n")) statement.execute(sql);
        }
    }

    private void append(long seq, Event.Builder event) throws SQLException {
        String bytes = HexFormat.of().formatHex(event.build().toByteArray());
        run("INSERT INTO event_log VALUES (" + seq + ", 0, 0, x'" + bytes + "');\nUPDATE log_state SET head = " + seq);
    }

    private static Event.Builder revoked(long user) {
        return LogScript.event().setSessionRevoked(SessionRevoked.newBuilder().setUserId(user));
    }

    private List<Long> positions() {
        return log.epochs().getLast().rows().stream().map(LogRow::seq).toList();
    }

    @Test
    void captureCopiesWhatIsNewWhileTheServerHasTheDatabaseOpen() throws SQLException {
        append(1, revoked(1));
        log.capture();
        append(2, revoked(1));
        append(3, revoked(1));
        log.capture();
        log.capture();
        assertEquals(List.of(1L, 2L, 3L), positions());
        assertEquals(7, log.epochs().getLast().at(3).orElseThrow().seenMs());
    }

    @Test
    void prunedEventsStay() throws SQLException {
        append(1, revoked(1));
        append(2, revoked(1));
        log.capture();
        run("DELETE FROM event_log;\nUPDATE log_state SET floor = 2");
        append(3, revoked(1));
        log.capture();
        assertEquals(List.of(1L, 2L, 3L), positions());
        assertEquals(2, log.epochs().getLast().floor());
        assertEquals(List.of(), log.violations());
    }

    /** The deletion of the newest message blanks its text: that is not another history. */
    @Test
    void lastEventMayLoseItsText() throws SQLException {
        MessageCreated.Builder created = MessageCreated.newBuilder()
                .setMessage(Message.newBuilder().setId(5).setText("gone"));
        append(1, LogScript.event().setMessageCreated(created));
        log.capture();
        created.getMessageBuilder().clearText();
        run("DELETE FROM event_log");
        append(1, LogScript.event().setMessageCreated(created));
        append(2, revoked(1));
        log.capture();
        assertEquals(List.of(1L, 2L), positions());
        assertEquals(List.of(), log.violations());
    }

    @Test
    void newEpochIsAnotherLog() throws SQLException {
        append(1, revoked(1));
        append(2, revoked(1));
        log.capture();
        run("DELETE FROM event_log WHERE seq = 2;\nUPDATE log_state SET epoch = 'second', head = 1");
        append(2, revoked(2));
        log.capture();
        assertEquals(
                List.of("first", "second"),
                log.epochs().stream().map(LogEpoch::name).toList());
        assertEquals(
                List.of(1L, 2L),
                log.epochs().stream()
                        .map(epoch -> epoch.at(2)
                                .orElseThrow()
                                .event()
                                .getSessionRevoked()
                                .getUserId())
                        .toList());
        assertEquals(List.of(), log.violations());
    }

    @Test
    void newEpochKeepsTheEventsThatWerePrunedBefore() throws SQLException {
        append(1, revoked(1));
        log.capture();
        run("DELETE FROM event_log;\nUPDATE log_state SET epoch = 'second', floor = 1");
        append(2, revoked(1));
        log.capture();
        assertEquals(List.of(1L, 2L), positions());
    }

    @Test
    void logThatLosesItsEndWithinAnEpochIsAViolation() throws SQLException {
        append(1, revoked(1));
        append(2, revoked(1));
        log.capture();
        run("DELETE FROM event_log WHERE seq = 2;\nUPDATE log_state SET head = 1");
        log.capture();
        assertEquals(
                List.of(JudgeRule.EPOCH),
                log.violations().stream().map(Violation::rule).toList());
    }

    @Test
    void logThatLosesItsEndBeforeItsNewEpochIsNoViolation() throws SQLException {
        append(1, revoked(1));
        append(2, revoked(1));
        log.capture();
        run("DELETE FROM event_log WHERE seq = 2;\nUPDATE log_state SET head = 1");
        log.capture();
        run("UPDATE log_state SET epoch = 'second'");
        log.capture();
        assertEquals(List.of(), log.violations());
    }

    @Test
    void logThatGrowsAfterItLostItsEndIsAViolationAlsoWhenANewEpochFollows() throws SQLException {
        append(1, revoked(1));
        append(2, revoked(1));
        append(3, revoked(1));
        log.capture();
        run("DELETE FROM event_log WHERE seq > 1;\nUPDATE log_state SET head = 1");
        log.capture();
        append(2, revoked(2));
        log.capture();
        run("UPDATE log_state SET epoch = 'second'");
        log.capture();
        assertEquals(
                List.of(JudgeRule.EPOCH),
                log.violations().stream().map(Violation::rule).toList());
    }

    @Test
    void incompleteCopyIsAnError() throws SQLException {
        append(1, revoked(1));
        run("UPDATE log_state SET head = 2");
        assertThrows(SQLException.class, log::capture);
        append(2, revoked(1));
        log.capture();
        assertEquals(List.of(1L, 2L), positions());
    }

    @Test
    void positionWithAnotherEventWithinAnEpochIsAViolation() throws SQLException {
        append(1, revoked(1));
        log.capture();
        run("DELETE FROM event_log");
        append(1, revoked(2));
        append(2, revoked(2));
        log.capture();
        assertEquals(
                List.of(JudgeRule.EPOCH),
                log.violations().stream().map(Violation::rule).toList());
    }

    @Test
    void restoredDatabaseBeforeItsFirstStartIsIgnored() throws SQLException {
        run("UPDATE log_state SET epoch = 'restored.'");
        log.capture();
        assertEquals(List.of(), log.epochs());
    }

    @Test
    void changeOfOneGroupIsReadBeforeAndAfter() throws SQLException {
        Event.Builder group = LogScript.event()
                .setGroupUpdated(collab.wire.event.v2.GroupUpdated.newBuilder()
                        .setGroup(collab.wire.event.v2.Group.newBuilder().setId(30)));
        run("INSERT INTO group_person VALUES (31, 5);\nINSERT INTO group_nested VALUES (30, 31)");
        append(1, group);
        log.capture();
        LogEpoch.GroupChange change = log.epochs().getLast().groupChange(1).orElseThrow();
        assertEquals(List.of(), List.copyOf(change.before().of(30)));
        assertEquals(List.of(5L), List.copyOf(change.after().of(30)));
    }

    @Test
    void readingADatabaseOfNoServerCreatesNoFiles() throws SQLException, IOException {
        append(1, revoked(1));
        server.close(); // the last connection removes the write-ahead log
        log.capture();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(database), files.toList());
        }
        assertEquals(List.of(1L), positions());
        server = DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    @Test
    void missingDatabaseIsAnError() throws SQLException, IOException {
        server.close();
        Path aside = folder.resolve("aside");
        Files.move(database, aside);
        assertThrows(SQLException.class, log::capture);
        Files.move(aside, database, StandardCopyOption.ATOMIC_MOVE);
        log.capture();
        server = DriverManager.getConnection("jdbc:sqlite:" + database);
    }
}
