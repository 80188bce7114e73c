package collab.persistence;

import java.util.List;
import java.util.Map;

/**
 * What a check of a database found.
 *
 * @param counts how much of each thing there is
 * @param problems sentences that name the rows; empty when all is well. Of a kind, the first few
 */
public record Verification(Map<String, Long> counts, List<String> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    public boolean sound() {
        return problems.isEmpty();
    }
}
