package collab.runtime.http1;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The bytes of one HTTP/1.1 connection, with chunked bodies as RFC 9112, section 7.1, defines them. Helidon 4.5.0 reads a chunk by
 * {@link #readLine} (the size), {@link #readBuffer(int)} (the data) and {@link #skip} (its end), and then an empty line after the
 * last chunk. It accepts a sign before a size and any two bytes as the end of the data, holds a size line of any length, and
 * rejects extensions and trailers. This class accepts only hexadecimal digits and CRLF, bounds lines, and leaves extensions and
 * trailers out. {@code HelidonWorkaroundsTest} fails when a release of Helidon does the same.
 *
 * <p>Not thread-safe, as its base class.
 */
@SuppressWarnings("removal") // the constructor of the base class; Helidon 4.5 offers no other way to read a chunk
final class ChunkReader extends DataReader {
    /** Of a size with its extensions, and of one trailer. */
    static final int LINE_BYTES_MAX = 1024;

    /** Of all extensions and trailers of one body. */
    static final int IGNORED_BYTES_MAX = 16 * 1024;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern SIZE = Pattern.compile("0*+[0-9a-fA-F]{0,8}+");

    /** {@code *( BWS ";" BWS name [ BWS "=" BWS value ] )}; a value is a token or a quoted string. */
    private static final Pattern EXTENSIONS = Pattern.compile("(?:[ \t]*+;[ \t]*+" + TOKEN + "(?:[ \t]*+=[ \t]*+(?:"
            + TOKEN + "|\"(?:[^\"\\\\\\p{Cntrl}]|\t|\\\\[^\\p{Cntrl}])*+\"))?+)*+");

    private static final Pattern TRAILER = Pattern.compile(TOKEN + ":[^\\p{Cntrl}\t]*+(?:\t[^\\p{Cntrl}\t]*+)*+");

    /** What comes next in a chunked body. */
    private enum Part {
        SIZE,
        DATA,
        END_OF_DATA,
        TRAILERS
    }

    private Part next = Part.SIZE;
    private int ignoredBytes;

    ChunkReader(Supplier<byte[]> source) {
        super(source);
    }

    /** The digits of a size, or the empty line that ends a body. */
    @Override
    public String readLine() {
        return next == Part.TRAILERS ? endOfBody() : size();
    }

    private String size() {
        String line = boundedLine();
        var size = SIZE.matcher(line);
        String digits = size.lookingAt() ? size.group() : "";
        String extensions = line.substring(digits.length());
        if (digits.isEmpty() || !EXTENSIONS.matcher(extensions).matches()) throw malformed("the size of a chunk");
        ignore(extensions.length());
        next = digits.chars().allMatch(digit -> digit == '0') ? Part.TRAILERS : Part.DATA;
        return digits;
    }

    private String endOfBody() {
        for (String line = boundedLine(); !line.isEmpty(); line = boundedLine()) {
            if (!TRAILER.matcher(line).matches()) throw malformed("a trailer");
            ignore(line.length());
        }
        next = Part.SIZE;
        ignoredBytes = 0;
        return "";
    }

    private String boundedLine() {
        try {
            int length = findNewLine(LINE_BYTES_MAX);
            if (length >= LINE_BYTES_MAX) throw malformed("a line of the chunks");
            String line = length == 0 ? "" : readAsciiString(length);
            super.skip(2);
            return line;
        } catch (IncorrectNewLineException lone) {
            throw malformed("the end of a line of the chunks");
        }
    }

    private void ignore(int bytes) {
        ignoredBytes += bytes;
        if (ignoredBytes > IGNORED_BYTES_MAX) throw malformed("the length of all extensions and trailers");
    }

    @Override
    public BufferData readBuffer(int length) {
        BufferData data = super.readBuffer(length); // calls skip
        if (next == Part.DATA) next = Part.END_OF_DATA;
        return data;
    }

    @Override
    public void skip(int length) {
        if (next != Part.END_OF_DATA) {
            super.skip(length);
            return;
        }
        if (length != 2 || read() != '\r' || read() != '\n') throw malformed("the end of a chunk");
        next = Part.SIZE;
    }

    private static RequestException malformed(String what) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .message("malformed request: " + what)
                .setKeepAlive(false)
                .build();
    }
}
