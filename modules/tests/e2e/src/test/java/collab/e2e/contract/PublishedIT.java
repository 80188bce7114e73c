package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/**
 * The published artifacts (target/repository), used as a third party uses them: with the dependency lines of the README
 * and without this build.
 */
class PublishedIT {
    private static final Path REPOSITORY = RuntimeImage.repository().resolve("target/repository");
    private static final String VERSION = "0.1.0";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private static Path published(String artifact, String ending) {
        return REPOSITORY.resolve("hero/collab/" + artifact + "/" + VERSION + "/" + artifact + "-" + VERSION + ending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collab-client", "collab-api", "collab-wire", "collab-bom"})
    void pomHasMetadataAndNoParent(String artifact) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(published(artifact, ".pom").toFile());
        XPath xpath = XPathFactory.newInstance().newXPath();
        for (String path : List.of(
                "name",
                "description",
                "url",
                "licenses/license/name",
                "licenses/license/url",
                "developers/developer/name",
                "scm/connection",
                "scm/developerConnection",
                "scm/url")) {
            assertFalse(xpath.evaluate("/project/" + path, pom).isBlank(), path + " of " + artifact);
        }
        assertEquals("", xpath.evaluate("/project/parent", pom));
        for (String versions : List.of("dependencies", "dependencyManagement")) {
            assertFalse(
                    xpath.evaluate("/project/" + versions, pom).contains("${"),
                    "a property that exists only in this build");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "collab-client, collab/client/CollabClient, collab.client",
        "collab-api, collab/api/MessageSendParams, collab.api",
        "collab-wire, collab/wire/CloseCode, collab.wire"
    })
    void sourcesAndJavadocArePublishedWithTheClasses(String artifact, String type, String module) throws IOException {
        assertContains(published(artifact, ".jar"), type + ".class");
        assertContains(published(artifact, "-sources.jar"), type + ".java");
        assertContains(published(artifact, "-javadoc.jar"), module + "/" + type + ".html");
    }

    @ParameterizedTest
    @CsvSource({
        "collab-client, pkg:maven/hero.collab/collab-api@0.1.0?type=jar",
        "collab-api, pkg:maven/com.fasterxml.jackson.core/jackson-databind@",
        "collab-wire, pkg:maven/com.google.protobuf/protobuf-java@"
    })
    void billOfMaterialsListsTheDependencies(String artifact, String dependency) throws IOException {
        JsonNode bom = TestJson.parse(Files.readString(published(artifact, "-cyclonedx.json")));
        assertEquals(artifact, bom.at("/metadata/component/name").textValue());
        assertTrue(
                bom.get("components")
                        .valueStream()
                        .anyMatch(component -> component.get("purl").textValue().startsWith(dependency)),
                dependency + " in the bill of materials of " + artifact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collab-client", "collab-api", "collab-wire", "collab-bom"})
    void licenceIsApache(String artifact) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(published(artifact, ".pom").toFile());
        assertEquals(
                "Apache-2.0", XPathFactory.newInstance().newXPath().evaluate("/project/licenses/license/name", pom));
    }

    private static void assertContains(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertTrue(file.getEntry(entry) != null, entry + " in " + jar);
        }
    }

    @Test
    void thirdPartyModuleBuildsAndRuns() throws IOException {
        Path project = programs.folder();
        Files.writeString(project.resolve("pom.xml"), pom());
        Path sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(sources.resolve("module-info.java"), "module org.example.bot { requires collab.client; }");
        Files.createDirectories(sources.resolve("org/example/bot"));
        Files.writeString(sources.resolve("org/example/bot/Bot.java"), """
                package org.example.bot;

                import collab.api.AuthLoginParams;
                import collab.api.MessageCreatedEvent;
                import collab.api.MessageSendParams;
                import collab.client.CollabClient;
                import collab.client.LiveEvent;
                import collab.client.LiveSession;
                import java.net.URI;
                import java.util.concurrent.CompletableFuture;

                public final class Bot implements LiveSession.Listener {
                    private final CompletableFuture<String> received = new CompletableFuture<>();
                    private final CompletableFuture<Void> open = new CompletableFuture<>();

                    public static void main(String[] args) {
                        Bot bot = new Bot();
                        try (var anonymous = CollabClient.builder(URI.create(args[0])).build();
                                var client = anonymous.as(anonymous.authLogin(AuthLoginParams.of("alice")).token());
                                var live = client.live(bot)) {
                            bot.open.join();
                            client.messageSend(MessageSendParams.of(1, "Hello from a bot"));
                            System.out.println(bot.received.join());
                        }
                    }

                    @Override
                    public void event(LiveEvent live) {
                        if (live.event() instanceof MessageCreatedEvent created) received.complete(created.message().text());
                    }

                    @Override
                    public void state(LiveSession.State state, String reason) {
                        if (state == LiveSession.State.OPEN) open.complete(null);
                    }
                }
                """);
        Path libraries = project.resolve("lib");
        maven(
                project,
                System.getProperty("collab.compiler.plugin") + ":compile",
                "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies",
                "-DoutputDirectory=" + libraries);

        RunningStart server = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        TestProcess bot = programs.startOther(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                List.of(
                        "--module-path",
                        project.resolve("target/classes") + ":" + libraries,
                        "--module",
                        "org.example.bot/org.example.bot.Bot",
                        server.http().toString()),
                Map.of());
        assertEquals(0, bot.exitCode(), bot::report);
        assertEquals(List.of("Hello from a bot"), bot.stdout());
    }

    /**
     * Runs Maven with a separate local repository, so that the artifacts of this product come only from the published
     * folder. Other artifacts come from this machine.
     */
    private void maven(Path project, String... arguments) throws IOException {
        Path settings = Files.writeString(project.resolve("settings.xml"), "<settings/>");
        TestProcess maven = programs.startOther(
                List.of(
                        System.getProperty("collab.mvn", "mvn"),
                        "-B",
                        "-q",
                        "-f",
                        project.toString(),
                        "-s",
                        settings.toString(), // no mirror replaces the published folder
                        "-gs",
                        settings.toString(),
                        "-Dmaven.repo.local=" + project.resolve("repository")),
                List.of(arguments),
                Map.of("JAVA_HOME", System.getProperty("java.home")));
        assertEquals(0, maven.exitCode(), maven::report);
    }

    private static String pom() throws IOException {
        Matcher lines = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(RuntimeImage.repository().resolve("modules/client/README.md")));
        assertTrue(lines.find(), "the README contains the lines for a POM");
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId><artifactId>bot</artifactId><version>1</version>
                  <properties>
                    <maven.compiler.release>25</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <repositories>
                    <repository><id>published</id><url>%1$s</url></repository>
                    <repository><id>central</id><url>%2$s</url><releases><checksumPolicy>ignore</checksumPolicy></releases></repository>
                  </repositories>
                  <pluginRepositories>
                    <pluginRepository><id>central</id><url>%2$s</url><releases><checksumPolicy>ignore</checksumPolicy></releases></pluginRepository>
                  </pluginRepositories>
                %3$s</project>
                """.formatted(
                REPOSITORY.toUri(), Path.of(System.getProperty("collab.maven")).toUri(), lines.group(1));
    }
}
