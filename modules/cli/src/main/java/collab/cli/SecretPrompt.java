package collab.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what must stand on no command line: on a terminal without an echo, elsewhere the first line of stdin. */
final class SecretPrompt {
    private static final int BYTES_MAX = 4_096;

    private SecretPrompt() {}

    /** @param name what to ask for, as "password" */
    static String read(String name, Output output) throws IOException {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return terminal.isPresent() ? typed(name, terminal.get(), output) : piped(name);
    }

    private static String typed(String name, Console terminal, Output output) {
        if (output.noInput()) {
            throw new IllegalArgumentException("the " + name + " is asked for, and --no-input forbids it: pipe it in");
        }
        return Optional.ofNullable(terminal.readPassword("%s: ", name))
                .map(String::new)
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " was given"));
    }

    private static String piped(String name) throws IOException {
        byte[] read = System.in.readNBytes(BYTES_MAX);
        String secret =
                new String(read, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(
                    "the " + name + " is read from stdin where there is no terminal, and it is empty");
        }
        return secret;
    }
}
