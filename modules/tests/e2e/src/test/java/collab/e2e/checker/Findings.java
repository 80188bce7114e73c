package collab.e2e.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The violations that the checks found: of each rule the first {@value #DETAILS_MAX} with details, the others as a
 * count.
 */
final class Findings {
    static final int DETAILS_MAX = 20;

    private final List<Violation> violations = new ArrayList<>();
    private final Map<ProofRule, Integer> counts = new EnumMap<>(ProofRule.class);

    void add(ProofRule rule, String what, Object... values) {
        if (counts.merge(rule, 1, Integer::sum) <= DETAILS_MAX) {
            violations.add(new Violation(rule, what.formatted(values)));
        }
    }

    List<Violation> all() {
        List<Violation> all = new ArrayList<>(violations);
        counts.forEach((rule, count) -> {
            if (count > DETAILS_MAX) all.add(new Violation(rule, "and " + (count - DETAILS_MAX) + " more"));
        });
        return all;
    }
}
