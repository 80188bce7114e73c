package collab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What was given on the command line, or on stdin where {@code -} stands for it. */
final class ArgumentInput {
    private static final int BYTES_MAX = 1 << 20;

    private ArgumentInput() {}

    static byte[] bytes(String argument) throws IOException {
        if (!argument.equals("-")) return argument.getBytes(StandardCharsets.UTF_8);
        byte[] read = System.in.readNBytes(BYTES_MAX + 1);
        if (read.length > BYTES_MAX) throw new IllegalArgumentException("stdin has more than " + BYTES_MAX + " bytes");
        return read;
    }

    static String text(String argument) throws IOException {
        return new String(bytes(argument), StandardCharsets.UTF_8).stripTrailing();
    }
}
