package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PackageGraphTest {
    @Test
    void acyclicGraphHasNoCycles() {
        PackageGraph graph = new PackageGraph(Map.of(
                "a", Map.of("b", Set.of("A"), "c", Set.of("A")),
                "b", Map.of("c", Set.of("B")),
                "c", Map.of()));
        assertEquals(List.of(), graph.cycles());
    }

    @Test
    void cycleIsReportedOnceWithItsClasses() {
        PackageGraph graph = new PackageGraph(Map.of(
                "a", Map.of("b", Set.of("A")),
                "b", Map.of("c", Set.of("B")),
                "c", Map.of("a", Set.of("C")),
                "d", Map.of("a", Set.of("D"))));
        List<String> cycles = graph.cycles();
        assertEquals(1, cycles.size(), cycles::toString);
        for (String edge : List.of("a [A] -> b", "b [B] -> c", "c [C] -> a"))
            assertTrue(cycles.getFirst().contains(edge), cycles::toString);
    }

    @Test
    void referencesToPackagesThatWereNotReadAreNoCycle() {
        PackageGraph graph = new PackageGraph(Map.of("a", Map.of("elsewhere", Set.of("A"))));
        assertEquals(List.of(), graph.cycles());
        assertEquals(Set.of("elsewhere"), graph.referenced());
    }

    @Test
    void classFilesGiveTheReferencedPackages() throws Exception {
        PackageGraph graph = PackageGraph.of(compiledTests());
        assertTrue(graph.references()
                .get("collab.e2e.contract")
                .get("collab.e2e.harness")
                .contains("ArchitectureTest"));
    }

    private static Path compiledTests() throws Exception {
        return Path.of(PackageGraphTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
