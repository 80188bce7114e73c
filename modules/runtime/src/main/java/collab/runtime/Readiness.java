package collab.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether this process should receive work: it should when every condition holds. A condition returns empty when it holds and a
 * short sentence when it does not. It must return at once and must not throw.
 */
public final class Readiness {
    private final Map<String, Supplier<Optional<String>>> conditions = new ConcurrentHashMap<>();

    /** Adds a condition, for example {@code database} or {@code link}. */
    public void require(String name, Supplier<Optional<String>> problem) {
        conditions.put(name, problem);
    }

    /** The conditions that do not hold, by name; empty means ready. */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        conditions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> entry.getValue().get().ifPresent(problem -> problems.put(entry.getKey(), problem)));
        return problems;
    }

    /** One line per condition. */
    String page() {
        Map<String, String> problems = problems();
        return conditions.keySet().stream()
                .sorted()
                .map(name -> name + ": " + problems.getOrDefault(name, "ok") + "\n")
                .collect(Collectors.joining());
    }
}
