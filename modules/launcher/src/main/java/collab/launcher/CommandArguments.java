package collab.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The arguments of the process, which are UTF-8 in every locale. The Java runtime decodes them by the locale and replaces what it cannot
 * decode without an error, so arguments beyond ASCII are taken from the kernel.
 */
final class CommandArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final char REPLACEMENT = '\uFFFD';

    private CommandArguments() {}

    /**
     * @param decoded the arguments as the runtime decoded them
     * @throws IllegalArgumentException when an argument is not UTF-8
     */
    static String[] ofProcess(String... decoded) {
        if (Stream.of(decoded).allMatch(word -> word.chars().allMatch(c -> c < 0x80))) return decoded;
        return commandLine()
                .flatMap(bytes -> recover(decoded.length, bytes))
                .orElseGet(() -> decodedByRuntime(Charset.forName(System.getProperty("sun.jnu.encoding")), decoded));
    }

    private static Optional<byte[]> commandLine() {
        try {
            return Optional.of(Files.readAllBytes(COMMAND_LINE));
        } catch (IOException absent) {
            return Optional.empty(); // a container without /proc
        }
    }

    /**
     * The last so many words of a command line, in which each word ends with a NUL; empty when there are fewer.
     *
     * @throws IllegalArgumentException when one of them is not UTF-8
     */
    static Optional<String[]> recover(int count, byte[] commandLine) {
        List<byte[]> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] != 0) continue;
            words.add(Arrays.copyOfRange(commandLine, begin, i));
            begin = i + 1;
        }
        if (words.size() < count) return Optional.empty();
        List<byte[]> arguments = words.subList(words.size() - count, words.size());
        String[] recovered = new String[count];
        for (int i = 0; i < count; i++) recovered[i] = utf8(i + 1, arguments.get(i));
        return Optional.of(recovered);
    }

    private static String utf8(int number, byte[] word) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(word))
                    .toString();
        } catch (CharacterCodingException other) {
            throw new IllegalArgumentException(
                    "argument " + number + " must be UTF-8, got '" + escaped(word) + "'", other);
        }
    }

    /** The word with every byte that is not ASCII as {@code \xNN}. */
    private static String escaped(byte[] word) {
        StringBuilder text = new StringBuilder();
        for (byte b : word) {
            if (b >= ' ') text.append((char) b);
            else text.append("\\x").append(HexFormat.of().toHexDigits(b));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException when the runtime has probably replaced bytes */
    static String[] decodedByRuntime(Charset charset, String... decoded) {
        boolean whole = Stream.of(decoded).allMatch(word -> word.indexOf(REPLACEMENT) < 0);
        if (whole && charset.equals(StandardCharsets.UTF_8)) return decoded;
        throw new IllegalArgumentException("arguments must be UTF-8 in a UTF-8 locale, and " + COMMAND_LINE
                + " cannot be read; set LC_ALL=C.UTF-8");
    }
}
