package collab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The value of an argument: from the command line, or from stdin when the argument is {@code -}. At most 1 MiB. */
final class ArgumentInput {
    private static final int BYTES_MAX = 1 << 20;

    private ArgumentInput() {}

    static byte[] bytes(String argument) throws IOException {
        if (!argument.equals("-")) return argument.getBytes(StandardCharsets.UTF_8);
        byte[] read = System.in.readNBytes(BYTES_MAX + 1);
        if (read.length > BYTES_MAX)
            throw new IllegalArgumentException("stdin must have at most " + BYTES_MAX + " bytes");
        return read;
    }

    static String text(String argument) throws IOException {
        return new String(bytes(argument), StandardCharsets.UTF_8).stripTrailing();
    }
}
