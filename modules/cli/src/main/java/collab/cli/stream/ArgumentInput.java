package collab.cli.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The value of an argument: from the command line, or from stdin when the argument is {@code -}. Stdin is at most 1 MiB of UTF-8; a byte
 * order mark at its start is dropped. Other bytes are rejected, because replacing them would change what a person wrote.
 */
public final class ArgumentInput {
    private static final int BYTES_MAX = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ArgumentInput() {}

    public static String text(String argument) throws IOException {
        return argument.equals("-") ? read(System.in).stripTrailing() : argument.stripTrailing();
    }

    private static String read(InputStream stdin) throws IOException {
        try {
            byte[] read = stdin.readNBytes(BYTES_MAX + 1);
            if (read.length > BYTES_MAX)
                throw new IllegalArgumentException("stdin must have at most " + BYTES_MAX + " bytes");
            return decode(read);
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /**
     * The next line of stdin, without its end; the rest is left for the next call.
     *
     * @throws IllegalArgumentException for a longer line, or one that is not UTF-8
     */
    public static String line(int bytesMax) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = System.in.read(); b >= 0 && b != '\n'; b = System.in.read()) {
                if (line.size() == bytesMax)
                    throw new IllegalArgumentException("a line of stdin must have at most " + bytesMax + " bytes");
                line.write(b);
            }
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
        return decode(line.toByteArray()).replaceFirst("\r$", "");
    }

    /** Names what the messages of the operating system leave out. */
    private static IOException unreadable(IOException cause) {
        return new IOException("cannot read stdin: " + cause.getMessage(), cause);
    }

    /** @throws IllegalArgumentException for bytes that are not UTF-8 */
    public static String decode(byte[] stdin) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(stdin);
        CharBuffer out = CharBuffer.allocate(stdin.length);
        boolean broken = utf8.decode(in, out, true).isError();
        if (broken) {
            String charset = isUtf16(stdin) ? "UTF-16" : "LATIN1";
            throw new IllegalArgumentException("stdin must be UTF-8, byte " + (in.position() + 1) + " is 0x"
                    + HexFormat.of().toHexDigits(in.get())
                    + "; convert it first, for example with 'iconv -f " + charset + " -t UTF-8'");
        }
        String text = out.flip().toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** Whether the bytes begin with the byte order mark of UTF-16. */
    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & bytes[1]) == (byte) 0xfe && bytes[0] != bytes[1];
    }
}
