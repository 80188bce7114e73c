package collab.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Where our files of a user are, as the XDG base directories say. */
final class UserFolders {
    private UserFolders() {}

    /** What should survive, as tokens. */
    static Path configuration() {
        return folder("XDG_CONFIG_HOME", ".config");
    }

    /** What may be lost, as how far an import came. */
    static Path state() {
        return folder("XDG_STATE_HOME", ".local/state");
    }

    private static Path folder(String variable, String otherwise) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), otherwise))
                .resolve("hero-collab");
    }
}
