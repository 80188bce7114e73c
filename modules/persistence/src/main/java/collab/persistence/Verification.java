package collab.persistence;

import java.util.List;
import java.util.Map;

/**
 * The result of a check of a database.
 *
 * @param counts how many users, workspaces, channels, messages and events there are
 * @param problems sentences that name the rows, the first few of each kind; empty when the database is consistent
 */
public record Verification(Map<String, Long> counts, List<String> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether the check found no problem. */
    public boolean sound() {
        return problems.isEmpty();
    }
}
