package collab.e2e.contract;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The structure of the modules and packages: dependencies point one way, packages have no cycles and a bounded size, a class
 * name occurs once (ADR 1, ADR 70). Descriptors and dependencies are read from the compiled classes.
 */
class ArchitectureTest {
    /**
     * The modules of ours that a module may require or refer to, without the prefix {@code collab.}. A further dependency is a
     * decision and is recorded in an ADR first.
     */
    private static final Map<String, Set<String>> DEPENDENCIES = Map.ofEntries(
            entry("wire", Set.of()),
            entry("api", Set.of()),
            entry("domain", Set.of()),
            entry("runtime", Set.of()),
            entry("web", Set.of()),
            entry("persistence", Set.of("domain", "wire")),
            entry("persistence.sqlite", Set.of("persistence", "domain", "wire")),
            entry("fanout", Set.of("domain", "persistence", "wire", "runtime")),
            entry("rpc", Set.of("domain", "persistence", "api", "wire", "runtime")),
            entry(
                    "server",
                    Set.of("rpc", "fanout", "persistence", "persistence.sqlite", "domain", "api", "wire", "runtime")),
            entry("websocket", Set.of("runtime")),
            entry("gateway", Set.of("websocket", "wire", "web", "runtime")),
            entry("client", Set.of("api", "wire")),
            entry("archive", Set.of("client", "api", "domain")),
            entry("cli", Set.of("archive", "client", "api")),
            entry("bench", Set.of("api", "wire")),
            entry(
                    "launcher",
                    Set.of(
                            "bench",
                            "cli",
                            "client",
                            "gateway",
                            "server",
                            "rpc",
                            "fanout",
                            "persistence",
                            "persistence.sqlite",
                            "websocket",
                            "domain",
                            "api",
                            "wire",
                            "runtime")),
            entry("testkit", Set.of("api", "domain", "wire")));

    /** The packages that are opened so that picocli can fill annotated fields. */
    private static final Set<String> OPENED = Set.of("collab.cli", "collab.launcher");

    private static final Set<String> STORY_PACKAGES = Set.of(
            "collab.e2e.harness",
            "collab.e2e.story",
            "collab.e2e.cli",
            "collab.e2e.browser",
            "collab.e2e.checker",
            "collab.e2e.fault",
            "collab.e2e.proof",
            "collab.e2e.workload",
            "collab.e2e.judge",
            "collab.e2e.mutation",
            "collab.e2e.contract",
            "collab.e2e.security");

    private static final int SOURCE_FILES_PER_PACKAGE_MAX = 25;
    private static final String PREFIX = "collab.";

    private static List<SourceModule> sources;
    private static Map<String, ModuleDescriptor> descriptors;
    private static Map<String, PackageGraph> packages;

    @BeforeAll
    static void read() throws IOException {
        sources = SourceModule.all(RuntimeImage.repository());
        descriptors = new TreeMap<>();
        packages = new TreeMap<>();
        for (SourceModule module : sources) {
            if (!module.isModule()) continue;
            ModuleDescriptor descriptor = module.descriptor();
            assertEquals(module.expectedName(), descriptor.name(), module.path());
            descriptors.put(unprefixed(descriptor.name()), descriptor);
            packages.put(unprefixed(descriptor.name()), module.packages());
        }
    }

    // ---- Modules ----

    @Test
    void tableListsEveryModule() {
        assertEquals(new TreeSet<>(DEPENDENCIES.keySet()), new TreeSet<>(descriptors.keySet()));
    }

    @Test
    void modulesRequireOnlyWhatTheTableAllows() {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        for (String module : descriptors.keySet()) {
            Set<String> required = ours(required(module));
            required.removeAll(DEPENDENCIES.get(module));
            if (!required.isEmpty()) forbidden.put(module, required);
        }
        assertEquals(Map.of(), forbidden, "required, but not in the table");
    }

    /** Stricter than the descriptors, in which {@code requires transitive} hides a dependency. */
    @Test
    void classesReferOnlyToModulesThatTheTableAllows() {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        packages.forEach((module, graph) -> {
            Set<String> used = graph.referenced().stream()
                    .map(ArchitectureTest::moduleOf)
                    .collect(Collectors.toCollection(TreeSet::new));
            used.remove(module);
            used.removeAll(DEPENDENCIES.get(module));
            if (!used.isEmpty()) forbidden.put(module, used);
        });
        assertEquals(Map.of(), forbidden, "referred to by classes, but not in the table");
    }

    @Test
    void tableHasNoCycle() {
        DEPENDENCIES.keySet().forEach(module -> assertFalse(reachable(module).contains(module), module));
    }

    @Test
    void gatewayReachesNoRulesAndNoDatabase() {
        Set<String> reached = reachable("gateway");
        Set<String> forbidden = Set.of("domain", "persistence", "persistence.sqlite", "rpc", "fanout");
        assertTrue(reached.stream().noneMatch(forbidden::contains), reached::toString);
        assertTrue(required("gateway").stream().noneMatch(name -> name.contains("sql") || name.contains("dbclient")));
    }

    @Test
    void domainRequiresOnlyJavaBase() {
        assertEquals(Set.of("java.base"), required("domain"));
    }

    @Test
    void onlyCommandsAreOpenedToTheirParser() {
        descriptors.values().forEach(module -> {
            assertFalse(module.isOpen(), module.name());
            List<ModuleDescriptor.Opens> opened = module.opens().stream()
                    .filter(opens -> !(OPENED.contains(opens.source())
                            && opens.source().equals(module.name())
                            && opens.targets().equals(Set.of("info.picocli"))))
                    .toList();
            assertEquals(List.of(), opened, module.name());
        });
    }

    @Test
    void packagesHaveTheNameOfTheirModule() {
        packages.forEach((module, graph) -> graph.packages()
                .forEach(each -> assertEquals(module, moduleOf(each), () -> each + " is compiled in " + module)));
    }

    @Test
    void descriptorsHaveASentence() throws IOException {
        for (SourceModule module : sources)
            if (module.isModule())
                assertTrue(
                        Files.readString(module.descriptorSource()).contains("/**"),
                        () -> module.descriptorSource() + " has no Javadoc");
    }

    // ---- Packages ----

    @Test
    void packagesOfAModuleHaveNoCycle() {
        Map<String, List<String>> cycles = new TreeMap<>();
        packages.forEach((module, graph) -> {
            List<String> found = graph.cycles();
            if (!found.isEmpty()) cycles.put(module, found);
        });
        assertEquals(Map.of(), cycles);
    }

    @Test
    void packagesHaveABoundedNumberOfSourceFiles() throws IOException {
        Map<Path, Long> tooLarge = new TreeMap<>();
        for (SourceModule module : sources) {
            module.mainSources().stream()
                    .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()))
                    .forEach((folder, files) -> {
                        if (files > SOURCE_FILES_PER_PACKAGE_MAX) tooLarge.put(folder, files);
                    });
        }
        assertEquals(Map.of(), tooLarge, "more source files than " + SOURCE_FILES_PER_PACKAGE_MAX);
    }

    @Test
    void storiesHaveTheirFivePackagesWithoutCycle() throws IOException {
        PackageGraph graph = module("tests/e2e").testPackages();
        assertEquals(new TreeSet<>(STORY_PACKAGES), new TreeSet<>(graph.packages()));
        assertEquals(List.of(), graph.cycles());
    }

    // ---- Classes ----

    @Test
    void classNamesOccurOnce() throws IOException {
        Map<String, List<String>> places = new TreeMap<>();
        for (SourceModule module : sources)
            for (Path file : module.allSources())
                places.computeIfAbsent(file.getFileName().toString(), first -> new ArrayList<>())
                        .add(module.folder().relativize(file).toString());
        places.values().removeIf(files -> files.size() == 1);
        assertEquals(Map.of(), places, "classes with the same name");
    }

    // ---- Reading ----

    private static SourceModule module(String path) {
        return sources.stream()
                .filter(module -> module.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static String unprefixed(String module) {
        return module.substring(PREFIX.length());
    }

    private static Set<String> required(String module) {
        return descriptors.get(module).requires().stream()
                .filter(required -> !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> ours(Set<String> names) {
        return names.stream()
                .filter(name -> name.startsWith(PREFIX))
                .map(ArchitectureTest::unprefixed)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The module with the longest name that is the package or contains it. */
    private static String moduleOf(String packageName) {
        return descriptors.keySet().stream()
                .filter(module -> (packageName + ".").startsWith(PREFIX + module + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse(packageName);
    }

    private static Set<String> reachable(String module) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(DEPENDENCIES.get(module));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) open.addAll(DEPENDENCIES.get(next));
        }
        return reached;
    }
}
