package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.SearchQueries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A search for a common word sorted all its matches and made an excerpt of each: one second with 120,000 messages. Now the search
 * reads the newest matches only, in the order of the index.
 */
class SearchPlanTest {
    @TempDir
    private Path directory;

    @Test
    void searchByWordsReadsTheIndexInTheOrderOfTheResult() {
        List<String> plan = plan(SearchQueries.BY_WORDS);
        assertTrue(plan.getFirst().startsWith("SCAN message_index VIRTUAL TABLE"), plan::toString);
        assertEquals("SEARCH m USING INTEGER PRIMARY KEY (rowid=?)", plan.get(1), plan::toString);
        assertEquals(List.of(), sorts(plan), plan::toString);
    }

    @Test
    void searchByConditionsReadsMessagesInTheOrderOfTheResult() {
        List<String> plan = plan(SearchQueries.BY_CONDITIONS);
        assertEquals("SEARCH m USING INDEX message_time (sort_at<?)", plan.getFirst(), plan::toString);
        assertEquals(List.of(), sorts(plan), plan::toString);
    }

    @Test
    void lastImportedMessageIsTheLastEntryOfItsIndex() {
        assertEquals(List.of("SCAN message USING COVERING INDEX message_imported"), plan(SearchQueries.LAST_IMPORTED));
    }

    private static List<String> sorts(List<String> plan) {
        return plan.stream().filter(step -> step.contains("TEMP B-TREE")).toList();
    }

    private List<String> plan(String query) {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
            int parameters = (int) query.chars().filter(c -> c == '?').count();
            return database.within(statements -> statements.list(
                    "EXPLAIN QUERY PLAN " + query,
                    row -> row.text("detail"),
                    Collections.nCopies(parameters, 0).toArray()));
        }
    }
}
