package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RpcMethod;
import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The built image: it contains only modules, runs without a JDK, and serves exactly its contract. */
class ImageIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    // ---- Contents ----

    @Test
    void everyModuleHasADescriptor() throws IOException {
        Map<String, ModuleDescriptor> modules = new TreeMap<>();
        try (FileSystem image = FileSystems.newFileSystem(
                        URI.create("jrt:/"),
                        Map.of("java.home", RuntimeImage.folder().toString()));
                Stream<Path> folders = Files.list(image.getPath("/modules"))) {
            for (Path folder : folders.toList()) {
                try (InputStream bytes = Files.newInputStream(folder.resolve("module-info.class"))) {
                    modules.put(folder.getFileName().toString(), ModuleDescriptor.read(bytes));
                }
            }
        }
        modules.forEach((name, module) -> {
            assertEquals(name, module.name());
            assertTrue(!module.isAutomatic(), name);
            module.requires().stream()
                    .filter(required -> !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                    .forEach(required -> assertTrue(
                            modules.containsKey(required.name()), () -> name + " misses " + required.name()));
        });
        assertTrue(
                modules.keySet().containsAll(Set.of("collab.cli", "collab.server", "collab.gateway", "collab.domain")));
        assertTrue(
                modules.keySet().stream()
                        .noneMatch(Set.of("collab.testkit", "jdk.compiler", "jdk.attach", "jdk.jlink")::contains),
                modules.keySet()::toString);
    }

    @Test
    void billOfMaterialsListsEveryModuleOfTheImage() throws IOException {
        JsonNode bom = TestJson.parse(Files.readString(RuntimeImage.folder().resolve("sbom.json")));
        assertEquals("CycloneDX", bom.get("bomFormat").textValue());
        assertEquals(
                Runtime.version().toString(),
                component(bom, "java-runtime").get("version").textValue());

        Set<String> listed = bom.get("components")
                .valueStream()
                .flatMap(component -> component.path("properties").valueStream())
                .filter(property -> property.get("name").textValue().equals("collab:module"))
                .map(property -> property.get("value").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(modulesOutsideTheJdk(), listed);
    }

    private static Set<String> modulesOutsideTheJdk() throws IOException {
        try (FileSystem image = FileSystems.newFileSystem(
                        URI.create("jrt:/"),
                        Map.of("java.home", RuntimeImage.folder().toString()));
                Stream<Path> folders = Files.list(image.getPath("/modules"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.matches("(java|jdk)\\..*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void billOfMaterialsNamesVersionAndLicenceOfEachComponent() throws IOException {
        JsonNode bom = TestJson.parse(Files.readString(RuntimeImage.folder().resolve("sbom.json")));
        for (JsonNode component : bom.get("components")) {
            if (component.get("bom-ref").textValue().equals("java-runtime")) continue;
            assertTrue(component.get("purl").textValue().startsWith("pkg:maven/"), component::toString);
            assertTrue(component.path("licenses").size() > 0, component::toString);
        }
        JsonNode netty = component(bom, "pkg:maven/hero.collab/collab-grpc-netty@0.1.0?type=jar");
        assertEquals("grpc-netty-shaded", netty.at("/components/0/name").textValue(), "the library in the jar");
    }

    private static JsonNode component(JsonNode bom, String ref) {
        return bom.get("components")
                .valueStream()
                .filter(component -> component.get("bom-ref").textValue().equals(ref))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ref));
    }

    @Test
    void licenceIsInTheImage() throws IOException {
        assertEquals(
                Files.readString(RuntimeImage.repository().resolve("LICENSE")),
                Files.readString(RuntimeImage.folder().resolve("LICENSE")));
    }

    /** The image had the licences of the JDK only. */
    @Test
    void licencesOfLibrariesAreInTheImage() throws IOException {
        Path folder = RuntimeImage.folder().resolve("legal/third-party");
        List<String> index = Files.readAllLines(folder.resolve("INDEX"));
        for (String library : List.of("helidon-webserver-", "sqlite-jdbc-", "jackson-core-")) {
            String line = index.stream()
                    .filter(each -> each.startsWith(library))
                    .findFirst()
                    .orElseThrow();
            String[] files = line.substring(line.indexOf(':') + 1).strip().split(" ", -1);
            for (String file : files) assertTrue(Files.size(folder.resolve(file)) > 100, line);
        }
    }

    /**
     * All code is in modules, because a jar would act as a class path. The only jar is the JDK's {@code jrt-fs.jar}.
     */
    @Test
    void imageContainsNoJar() throws IOException {
        try (Stream<Path> files = Files.walk(RuntimeImage.folder())) {
            assertEquals(
                    List.of(),
                    files.map(Path::getFileName)
                            .map(Path::toString)
                            .filter(name -> name.endsWith(".jar") && !name.equals("jrt-fs.jar"))
                            .toList());
        }
    }

    @Test
    void imageRunsWithoutAJdk() throws IOException, InterruptedException {
        assertPrintsVersion(Map.of("PATH", "/usr/bin:/bin"));
    }

    /** A process with an exhausted heap lost its threads one after the other and served no client for ever. */
    @Test
    void processWithAnExhaustedHeapEnds() throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        RuntimeImage.folder().resolve("bin/java").toString(), "-XX:+PrintFlagsFinal", "-version")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String flags = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor());
        assertTrue(flags.matches("(?s).*\\bExitOnOutOfMemoryError\\s+= true.*"), flags);
    }

    /**
     * With {@code AOTMode=on} a runtime that cannot use the cache fails. In the default mode it starts without a
     * message in twice the time.
     */
    @Test
    void imageStartsFromItsClassCache() throws IOException, InterruptedException {
        assertPrintsVersion(Map.of("PATH", "/usr/bin:/bin", "HERO_COLLAB_JAVA_OPTS", "-XX:AOTMode=on"));
    }

    private static void assertPrintsVersion(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(RuntimeImage.program().toString(), "--version");
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("0.1.0"), output);
    }

    // ---- Contract ----

    @ParameterizedTest
    @EnumSource
    void exactlyTheMethodsOfTheContractAreServed(Deployment deployment) throws IOException {
        RunningSystem system = deployment.start(programs, programs.folder(), Deployment.UNLIMITED);
        JsonNode contract =
                TestJson.parse(Files.readString(RuntimeImage.repository().resolve("openrpc.json")));
        assertEquals(contract, system.anonymous().call("rpc.discover"), "the served document is the shipped one");

        Set<String> documented = contract.get("methods")
                .valueStream()
                .map(method -> method.get("name").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                documented,
                Arrays.stream(RpcMethod.values())
                        .map(RpcMethod::wireName)
                        .collect(Collectors.toCollection(TreeSet::new)));
        for (String method : documented) {
            RpcCaller caller = system.signIn("alice"); // a new session each time, because one of the methods ends it
            JsonNode response = TestJson.parse(caller.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method
                            + "\",\"params\":{\"no_such_parameter\":1}}")
                    .body());
            assertEquals(
                    "invalid_params",
                    response.at("/error/data/code").asText(),
                    () -> method + " got the response " + response);
        }
        assertEquals(-32601, system.anonymous().rejection("rpc.shutdown").code());
        assertNotEquals(
                -32601,
                system.signIn("alice")
                        .rejection("message.get", "message_id", 999)
                        .code());
    }
}
