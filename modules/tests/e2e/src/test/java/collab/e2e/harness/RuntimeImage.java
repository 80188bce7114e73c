package collab.e2e.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** The location of the built image and of the repository. */
public final class RuntimeImage {
    private RuntimeImage() {}

    /** The folder of the image; the property is set by the pom. */
    public static Path folder() {
        Path folder = Path.of(System.getProperty("collab.image", "../../dist/target/hero-collab"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(folder.resolve("bin/hero-collab"))) {
            throw new IllegalStateException("no image in " + folder + "; etc/hero-collab builds it");
        }
        return folder;
    }

    public static Path program() {
        return folder().resolve("bin/hero-collab");
    }

    public static Path repository() {
        return Path.of(System.getProperty("collab.root", "../../.."))
                .toAbsolutePath()
                .normalize();
    }
}
