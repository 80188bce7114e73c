package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.EventLogQueries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The query for the events of one user uses indexes only, so that events for other users do not slow it down. */
class AddressedPlanTest {
    @TempDir
    private Path directory;

    @Test
    void queryReadsEveryTableThroughAnIndexByUser() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
            List<String> plan = database.within(statements -> statements.list(
                    "EXPLAIN QUERY PLAN " + EventLogQueries.ADDRESSED,
                    row -> row.text("detail"),
                    new UserId(1),
                    LogPosition.START,
                    new LogPosition(1_000),
                    100));
            List<String> tables = plan.stream()
                    .filter(step -> step.startsWith("SEARCH") || step.startsWith("SCAN"))
                    .toList();
            List<String> expected = List.of(
                    "SEARCH r USING PRIMARY KEY (user_id=? AND seq>? AND seq<?)",
                    "SEARCH m USING COVERING INDEX channel_member_user (user_id=? AND left_seq>?)",
                    "SEARCH a USING COVERING INDEX event_log_audience (audience_kind=? AND audience_id=? AND seq>? AND seq<?)",
                    "SEARCH m USING COVERING INDEX workspace_member_user (user_id=? AND left_seq>?)",
                    "SEARCH p USING PRIMARY KEY (workspace_id=? AND seq>? AND seq<?)");
            assertTrue(tables.containsAll(expected), () -> String.join("\n", plan));
            assertEquals(
                    List.of(),
                    tables.stream()
                            .filter(step -> step.matches("SCAN (e|a|m|p|r|event_\\w+|\\w+_member)\\b.*"))
                            .toList(),
                    () -> String.join("\n", plan));
        }
    }
}
