package collab.e2e.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are: the built image and the repository around it. */
public final class RuntimeImage {
    private RuntimeImage() {}

    /** The folder that the build made; the property is set by the pom. */
    public static Path folder() {
        Path folder = Path.of(System.getProperty("collab.image", "../../dist/target/hero-collab"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(folder.resolve("bin/hero-collab"))) {
            throw new IllegalStateException("there is no image in " + folder + "; etc/hero-collab builds it");
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
