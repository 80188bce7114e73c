package collab.e2e.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names and values that others depend on: sorted lines in named sections, written as one text file. */
final class Surface {
    private static final String TITLE = "## ";

    /** Lines before the first section, for readers of the file. */
    private static final String HEAD = """
            # The public surface of Hero Collab, as PublicSurfaceIT reads it from the built image.
            # A change of this file needs an entry in etc/CHANGELOG.md. PublicSurfaceIT describes how to write the file again.
            """;

    private final SortedMap<String, SortedSet<String>> sections = new TreeMap<>();

    /** Adds lines to a section. */
    Surface add(String section, Collection<String> lines) {
        for (String line : lines) {
            if (line.isBlank() || line.contains("\n") || line.startsWith(TITLE)) {
                throw new IllegalArgumentException("not a line of a section: '" + line + "'");
            }
            sections.computeIfAbsent(section, _ -> new TreeSet<>()).add(line.stripTrailing());
        }
        return this;
    }

    static Surface parse(String text) {
        Surface surface = new Surface();
        String section = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith(TITLE)) section = line.substring(TITLE.length());
            else if (!section.isEmpty() && !line.isBlank()) surface.add(section, List.of(line));
        }
        return surface;
    }

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        sections.forEach((section, lines) -> text.append('\n')
                .append(TITLE)
                .append(section)
                .append("\n\n")
                .append(String.join("\n", lines))
                .append('\n'));
        return text.toString();
    }

    /** The lines to remove from this surface ({@code -}) and to add to it ({@code +}) to get the other one; each section once. */
    List<String> differences(Surface other) {
        SortedSet<String> names = new TreeSet<>(sections.keySet());
        names.addAll(other.sections.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            SortedSet<String> mine = sections.getOrDefault(name, new TreeSet<>());
            SortedSet<String> theirs = other.sections.getOrDefault(name, new TreeSet<>());
            SortedSet<String> all = new TreeSet<>(mine);
            all.addAll(theirs);
            List<String> changed = all.stream()
                    .filter(line -> mine.contains(line) != theirs.contains(line))
                    .map(line -> (mine.contains(line) ? "- " : "+ ") + line)
                    .toList();
            if (changed.isEmpty()) continue;
            differences.add(TITLE + name);
            differences.addAll(changed);
        }
        return differences;
    }
}
