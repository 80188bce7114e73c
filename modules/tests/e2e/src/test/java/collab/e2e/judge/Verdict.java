package collab.e2e.judge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The breaches that were found: of each rule the first {@value #DETAILS_MAX} with details, the others as a count. */
final class Verdict {
    static final int DETAILS_MAX = 20;

    private final List<Breach> breaches = new ArrayList<>();
    private final Map<JudgeRule, Integer> counts = new EnumMap<>(JudgeRule.class);

    void add(JudgeRule rule, String what, Object... values) {
        if (counts.merge(rule, 1, Integer::sum) <= DETAILS_MAX) breaches.add(new Breach(rule, what.formatted(values)));
    }

    List<Breach> all() {
        List<Breach> all = new ArrayList<>(breaches);
        counts.forEach((rule, count) -> {
            if (count > DETAILS_MAX) all.add(new Breach(rule, "and " + (count - DETAILS_MAX) + " more"));
        });
        return all;
    }
}
