package collab.e2e.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The violations that the checks of a run found: of each rule the first {@value #DETAILS_MAX} with details, the others as a
 * count.
 */
public final class Findings {
    static final int DETAILS_MAX = 20;

    private final List<Violation> violations = new ArrayList<>();
    private final Map<Enum<?>, Integer> counts = new LinkedHashMap<>();

    public void add(Enum<?> rule, String what, Object... values) {
        if (counts.merge(rule, 1, Integer::sum) <= DETAILS_MAX) {
            violations.add(new Violation(rule, what.formatted(values)));
        }
    }

    public List<Violation> all() {
        List<Violation> all = new ArrayList<>(violations);
        counts.forEach((rule, count) -> {
            if (count > DETAILS_MAX) all.add(new Violation(rule, "and " + (count - DETAILS_MAX) + " more"));
        });
        return all;
    }
}
