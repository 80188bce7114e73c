package collab.e2e.contract;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which packages of this repository refer to which, read from compiled classes.
 *
 * @param references per package of the read classes: the packages that it refers to, and the classes that do
 */
record PackageGraph(Map<String, Map<String, Set<String>>> references) {
    /** A class of this repository in a class name, a descriptor or a signature of a constant pool. */
    private static final Pattern CLASS = Pattern.compile("\\b((?:collab/)(?:[a-z0-9_]+/)*)[A-Z]");

    /** Reads the class files below some folders. */
    static PackageGraph of(Path... folders) throws IOException {
        PackageGraph graph = new PackageGraph(new TreeMap<>());
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(PackageGraph::isClass).toList())
                    graph.add(ClassFile.of().parse(file));
            }
        }
        return graph;
    }

    private static boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("module-info.class");
    }

    private void add(ClassModel read) {
        String name = read.thisClass().asInternalName();
        int end = name.lastIndexOf('/');
        String from = name.substring(0, end).replace('/', '.');
        Map<String, Set<String>> targets = references.computeIfAbsent(from, first -> new TreeMap<>());
        for (String to : packagesIn(read))
            if (!to.equals(from))
                targets.computeIfAbsent(to, first -> new TreeSet<>()).add(name.substring(end + 1));
    }

    private static Set<String> packagesIn(ClassModel read) {
        Set<String> packages = new TreeSet<>();
        for (PoolEntry entry : read.constantPool()) {
            if (!(entry instanceof Utf8Entry text)) continue;
            Matcher named = CLASS.matcher(text.stringValue());
            while (named.find())
                packages.add(
                        named.group(1).substring(0, named.group(1).length() - 1).replace('/', '.'));
        }
        return packages;
    }

    Set<String> packages() {
        return references.keySet();
    }

    /** All packages that the read classes refer to. */
    Set<String> referenced() {
        return references.values().stream()
                .flatMap(targets -> targets.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A shortest cycle through each package that is part of one, with the classes that refer to the next package. */
    List<String> cycles() {
        Map<Set<String>, String> cycles = new HashMap<>();
        for (String start : packages())
            cycleThrough(start).ifPresent(cycle -> cycles.putIfAbsent(Set.copyOf(cycle), described(cycle)));
        return cycles.values().stream().sorted().toList();
    }

    /** Breadth-first search from a package back to itself. */
    private Optional<List<String>> cycleThrough(String start) {
        Map<String, String> reachedFrom = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            String from = open.remove();
            for (String to : targetsWithin(from)) {
                if (to.equals(start)) return Optional.of(path(start, from, reachedFrom));
                if (reachedFrom.putIfAbsent(to, from) == null) open.add(to);
            }
        }
        return Optional.empty();
    }

    private List<String> targetsWithin(String from) {
        return references.get(from).keySet().stream()
                .filter(packages()::contains)
                .toList();
    }

    private static List<String> path(String start, String end, Map<String, String> reachedFrom) {
        List<String> path = new ArrayList<>();
        for (String step = end; !step.equals(start); step = reachedFrom.get(step)) path.addFirst(step);
        path.addFirst(start);
        return path;
    }

    private String described(List<String> cycle) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cycle.size(); i++) {
            String from = cycle.get(i);
            String to = cycle.get((i + 1) % cycle.size());
            text.append(from).append(' ').append(references.get(from).get(to)).append(" -> ");
        }
        return text.append(cycle.getFirst()).toString();
    }
}
