package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was addressed to one user is looked up, never searched for: other people's events must not cost anything. */
class AddressedPlanTest {
    @TempDir
    private Path directory;

    @Test
    void everyTableIsReachedThroughAnIndexThatLeadsToTheUser() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
            List<String> plan = database.within(statements -> statements.list(
                    "EXPLAIN QUERY PLAN " + SqliteEventLog.ADDRESSED,
                    row -> RowMappers.text(row, 4),
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
