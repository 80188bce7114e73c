package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.MessageQueries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of history is one range of an index: its cost does not depend on the length of the history. */
class HistoryPlanTest {
    @TempDir
    private Path directory;

    @Test
    void pagesAreRangesOfAnIndexInTheOrderOfHistory() {
        Map<String, String> plans = Map.of(
                MessageQueries.TOP_LEVEL_OLDEST, "message_position (channel_id=? AND sort_at>? AND sort_at<?)",
                MessageQueries.TOP_LEVEL_NEWEST, "message_position (channel_id=? AND sort_at>? AND sort_at<?)",
                MessageQueries.REPLIES_OLDEST, "message_thread (parent_id=? AND sort_at>? AND sort_at<?)",
                MessageQueries.REPLIES_NEWEST, "message_thread (parent_id=? AND sort_at>? AND sort_at<?)");
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
            plans.forEach((query, index) -> {
                int parameters = (int) query.chars().filter(c -> c == '?').count();
                List<String> plan = database.within(statements -> statements.list(
                        "EXPLAIN QUERY PLAN " + query,
                        row -> row.text("detail"),
                        Collections.nCopies(parameters, 0).toArray()));
                assertEquals(List.of("SEARCH m USING INDEX " + index), plan);
            });
        }
    }
}
