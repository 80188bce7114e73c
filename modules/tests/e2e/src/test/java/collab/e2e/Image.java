package collab.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are: the built image and the repository around it. */
final class Image {
    private Image() {}

    /** The folder that the build made; the property is set by the pom. */
    static Path folder() {
        Path folder = Path.of(System.getProperty("collab.image", "../../dist/target/hero-collab"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(folder.resolve("bin/hero-collab"))) {
            throw new IllegalStateException("there is no image in " + folder + "; 'mvn package' builds it");
        }
        return folder;
    }

    static Path program() {
        return folder().resolve("bin/hero-collab");
    }

    static Path repository() {
        return Path.of(System.getProperty("collab.root", "../../.."))
                .toAbsolutePath()
                .normalize();
    }
}
