package collab.e2e.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a process of the product may use.
 *
 * @param heap the size as {@code -Xmx} takes it; empty for the default of the Java runtime
 * @param descriptors the limit of open files ({@code ulimit -n}); 0 for that of the test process
 */
public record ProcessLimits(String heap, int descriptors) {
    public static final ProcessLimits NONE = new ProcessLimits("", 0);

    /** The command that starts a program with these limits, followed by a further command that runs it. */
    List<String> wrapper(List<String> further) {
        List<String> wrapper = new ArrayList<>();
        if (descriptors > 0) wrapper.addAll(List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh"));
        wrapper.addAll(further);
        return wrapper;
    }

    Map<String, String> environment() {
        return heap.isEmpty() ? Map.of() : Map.of("HERO_COLLAB_JAVA_OPTS", "-Xmx" + heap);
    }
}
