package collab.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The folders for files of a user, by the XDG Base Directory Specification. */
final class UserFolders {
    private UserFolders() {}

    /** For files that must be kept, such as tokens. */
    static Path configuration() {
        return folder("XDG_CONFIG_HOME", ".config");
    }

    /** For files that may be lost, such as the checkpoint of an import. */
    static Path state() {
        return folder("XDG_STATE_HOME", ".local/state");
    }

    private static Path folder(String variable, String fallback) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), fallback))
                .resolve("hero-collab");
    }
}
