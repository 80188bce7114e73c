package collab.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** What the build publishes (into target/repository) is whole: POMs that stand alone, classes, sources, Javadoc. */
class PublishedIT {
    private static final Path REPOSITORY = Image.repository().resolve("target/repository");
    private static final String VERSION = "0.1.0";

    private static Path published(String artifact, String ending) {
        return REPOSITORY.resolve("hero/collab/" + artifact + "/" + VERSION + "/" + artifact + "-" + VERSION + ending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collab-client", "collab-api", "collab-wire", "collab-bom"})
    void aPomSaysWhatItIsAndStandsAlone(String artifact) throws Exception {
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
            assertFalse(xpath.evaluate("/project/" + versions, pom).contains("${"), "a property that nobody else has");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "collab-client, collab/client/CollabClient, collab.client",
        "collab-api, collab/api/MessageSendParams, collab.api",
        "collab-wire, collab/wire/CloseCode, collab.wire"
    })
    void sourcesAndJavadocComeWithTheClasses(String artifact, String type, String module) throws IOException {
        assertHolds(published(artifact, ".jar"), type + ".class");
        assertHolds(published(artifact, "-sources.jar"), type + ".java");
        assertHolds(published(artifact, "-javadoc.jar"), module + "/" + type + ".html");
    }

    private static void assertHolds(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertTrue(file.getEntry(entry) != null, entry + " in " + jar);
        }
    }
}
