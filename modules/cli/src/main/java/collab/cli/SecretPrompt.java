package collab.cli;

import collab.cli.stream.ArgumentInput;
import java.io.Console;
import java.io.IOException;
import java.util.Optional;

/** Reads a secret: on a terminal without echo, elsewhere from the next line of stdin. */
final class SecretPrompt {
    private static final int BYTES_MAX = 4_096;

    private SecretPrompt() {}

    /** @param name the name of the secret in the prompt, for example "password" */
    static String read(String name, Output output) throws IOException {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return terminal.isPresent() ? typed(name, terminal.get(), output) : piped(name);
    }

    private static String typed(String name, Console terminal, Output output) {
        if (output.noInput()) {
            throw new IllegalArgumentException("cannot prompt for the " + name + " with --no-input; write it to stdin");
        }
        return Optional.ofNullable(terminal.readPassword("%s: ", name))
                .map(String::new)
                .orElseThrow(() -> new IllegalArgumentException("the " + name + " must not be empty"));
    }

    /** Reads one line only, so that a second secret can follow on the next one. */
    private static String piped(String name) throws IOException {
        String secret = ArgumentInput.line(BYTES_MAX);
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(
                    "the " + name + " must not be empty; without a terminal it is read from stdin");
        }
        return secret;
    }
}
