package collab.e2e.contract;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the rooms hang together, read from the descriptors of the built modules: dependencies point one way (ADR 1). */
class ArchitectureTest {
    /** The rooms of ours that a room may know. What is not here is a decision and gets a line in an ADR first. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("wire", Set.of()),
            entry("api", Set.of()),
            entry("ops", Set.of()),
            entry("domain", Set.of()),
            entry("web", Set.of()),
            entry("testkit", Set.of("api", "domain", "wire")),
            entry("persistence", Set.of("domain", "wire")),
            entry("fanout", Set.of("domain", "persistence", "wire", "ops")),
            entry("rpc", Set.of("api", "domain", "persistence", "wire", "ops")),
            entry("server", Set.of("api", "domain", "rpc", "fanout", "persistence", "wire", "ops")),
            entry("gateway", Set.of("wire", "web", "ops")),
            entry("client", Set.of("wire", "api")),
            entry("bench", Set.of("wire", "api")),
            entry("archive", Set.of("client", "api")),
            entry(
                    "cli",
                    Set.of(
                            "bench",
                            "server",
                            "gateway",
                            "client",
                            "archive",
                            "persistence",
                            "api",
                            "wire",
                            "ops",
                            "rpc")));

    /** Repackaged libraries keep their own names. */
    private static final Set<String> LIBRARIES =
            Set.of("io.helidon.dbclient.jdbc", "io.grpc.netty.shaded", "org.bouncycastle.argon");

    private static final String OURS = "collab.";

    private static Map<String, ModuleDescriptor> modules;

    @BeforeAll
    static void read() throws IOException {
        modules = new TreeMap<>();
        try (Stream<Path> folders = Files.list(RuntimeImage.repository().resolve("modules"))) {
            for (Path folder : folders.filter(ArchitectureTest::holdsSources).toList()) {
                Path built = folder.resolve("target/classes/module-info.class");
                assertTrue(Files.exists(built), () -> folder.getFileName() + " is not built, or is no module");
                try (InputStream bytes = Files.newInputStream(built)) {
                    ModuleDescriptor module = ModuleDescriptor.read(bytes);
                    if (!LIBRARIES.contains(module.name())) modules.put(module.name(), module);
                }
            }
        }
    }

    private static boolean holdsSources(Path folder) {
        return Files.isDirectory(folder.resolve("src/main/java"));
    }

    @Test
    void everyRoomIsInTheTable() {
        assertEquals(
                new TreeSet<>(MAY_KNOW.keySet()),
                modules.keySet().stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void dependenciesPointOneWay() {
        modules.values().forEach(module -> {
            Set<String> known = known(module.name());
            known.removeAll(MAY_KNOW.get(room(module.name())));
            assertEquals(Set.of(), known, () -> module.name() + " knows what it should not");
        });
    }

    /** The table itself has no circle: whoever can be reached can not reach back. */
    @Test
    void theTableHasNoCircle() {
        MAY_KNOW.keySet().forEach(room -> assertTrue(!reachable(room).contains(room), room));
    }

    @Test
    void theGatewayKnowsNoBusinessAndNoDatabase() {
        Set<String> reached = reachable("gateway");
        assertTrue(
                reached.stream().noneMatch(Set.of("domain", "persistence", "rpc", "fanout")::contains),
                reached::toString);
        assertTrue(requires("gateway").stream().noneMatch(name -> name.contains("sql") || name.contains("dbclient")));
    }

    @Test
    void theDomainIsPure() {
        assertEquals(Set.of("java.base"), requires("domain"));
    }

    @Test
    void nothingIsOpenedButCommandsToTheirParser() {
        modules.values().forEach(module -> {
            assertTrue(!module.isOpen(), module.name());
            List<String> opened = module.opens().stream()
                    .filter(opens -> !(module.name().equals("collab.cli")
                            && opens.targets().equals(Set.of("info.picocli"))))
                    .map(ModuleDescriptor.Opens::source)
                    .toList();
            assertEquals(List.of(), opened, module.name());
        });
    }

    @Test
    void aRoomIsOnePackageNamedLikeIt() {
        modules.values().stream()
                .filter(module -> !module.exports().isEmpty())
                .forEach(module -> module.exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .forEach(exported -> assertTrue(
                                exported.equals(module.name()) || exported.startsWith(module.name() + "."),
                                () -> module.name() + " exports " + exported)));
    }

    @Test
    void everyDescriptorSaysWhatTheRoomIsFor() throws IOException {
        for (String module : modules.keySet()) {
            Path source = RuntimeImage.repository()
                    .resolve("modules")
                    .resolve(room(module))
                    .resolve("src/main/java/module-info.java");
            assertTrue(Files.readString(source).contains("/**"), () -> source + " has no sentence");
        }
    }

    private static String room(String module) {
        return module.substring(OURS.length());
    }

    private static Set<String> requires(String room) {
        return modules.get(OURS + room).requires().stream()
                .filter(required -> !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> known(String module) {
        return requires(room(module)).stream()
                .filter(name -> name.startsWith(OURS))
                .map(ArchitectureTest::room)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> reachable(String room) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(MAY_KNOW.get(room));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) open.addAll(MAY_KNOW.get(next));
        }
        return reached;
    }
}
