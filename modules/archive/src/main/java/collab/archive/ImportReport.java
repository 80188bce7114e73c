package collab.archive;

import collab.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The result of an import: what was decided and done, and what was skipped and why. Counts are exact. For each reason the first few
 * entries are kept as examples; every skipped entry is passed to the listener.
 */
public final class ImportReport {
    static final int EXAMPLES_MAX = 3;
    private static final int REASONS_MAX = 1_000;

    private final Consumer<ArchiveEntry.Skipped> listener;
    private final List<ImportDecision> decisions = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<String, List<String>> examples = new TreeMap<>();

    ImportReport(Consumer<ArchiveEntry.Skipped> listener) {
        this.listener = listener;
    }

    void decided(List<ImportDecision> all) {
        decisions.addAll(all);
    }

    /** What each workspace, person, channel and conversation of the archive became, and why. */
    public List<ImportDecision> decisions() {
        return List.copyOf(decisions);
    }

    void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    void skip(ArchiveEntry.Skipped skipped) {
        listener.accept(skipped);
        boolean known = reasons.containsKey(skipped.why()) || reasons.size() < REASONS_MAX;
        String why = known ? skipped.why() : "other reasons";
        reasons.merge(why, 1L, Long::sum);
        List<String> few = examples.computeIfAbsent(why, _ -> new ArrayList<>());
        if (few.size() < EXAMPLES_MAX) few.add(skipped.what());
    }

    /** Continues with the counts of an earlier run. */
    void resume(ObjectNode saved) {
        saved.path("done")
                .properties()
                .forEach(done -> counts.put(done.getKey(), done.getValue().asLong()));
        saved.path("skipped").properties().forEach(why -> {
            reasons.put(why.getKey(), why.getValue().path("count").asLong());
            List<String> few = new ArrayList<>();
            why.getValue().path("examples").forEach(example -> few.add(example.asText()));
            examples.put(why.getKey(), few);
        });
    }

    /** The number of times each thing was done, in the order of the first time. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /** The number of skipped entries by reason. */
    public Map<String, Long> reasons() {
        return new TreeMap<>(reasons);
    }

    /** The first few entries that were skipped for the reason. */
    public List<String> examples(String why) {
        return List.copyOf(examples.getOrDefault(why, List.of()));
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        ObjectNode done = json.putObject("done");
        counts.forEach(done::put);
        ObjectNode skipped = json.putObject("skipped");
        reasons.forEach((why, count) -> {
            ObjectNode one = skipped.putObject(why).put("count", count);
            var few = one.putArray("examples");
            examples(why).forEach(few::add);
        });
        return json;
    }

    /** All of the report: {@link #toJson} and the decisions. */
    public ObjectNode toJsonWithDecisions() {
        ObjectNode json = toJson();
        var all = json.putArray("decisions");
        decisions.forEach(decision -> all.add(decision.toJson()));
        return json;
    }
}
