package collab.archive.text;

import collab.api.Json;
import collab.api.MalformedJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * A file of JSON values, one per line, read one at a time. A line that is not JSON, or longer than the limit, is
 * skipped with a reason.
 */
public final class JsonLines {
    /** The longest line that is read. */
    public static final int BYTES_MAX = 8 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Opener opener;
    private final long total;
    private long done;

    /** Opens the file at its beginning. */
    public interface Opener {
        InputStream open() throws IOException;
    }

    /** @param total the bytes of the file */
    public JsonLines(Opener opener, long total) {
        this.opener = opener;
        this.total = total;
    }

    public static JsonLines of(Path file) throws IOException {
        return new JsonLines(() -> Files.newInputStream(file), Files.size(file));
    }

    /** Handles one line. */
    public interface Reader {
        void line(JsonNode json, String where);
    }

    public void read(Reader reader, BiConsumer<String, String> skipped) throws IOException {
        done = 0;
        try (InputStream in = new BufferedInputStream(opener.open(), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean tooLong = false;
            long number = 1;
            skipByteOrderMark(in);
            while (true) {
                int next = in.read();
                if (next >= 0) done++;
                if (next >= 0 && next != '\n') {
                    if (line.size() < BYTES_MAX) line.write(next);
                    else tooLong = true;
                    continue;
                }
                String where = "line " + number++;
                if (tooLong) skipped.accept(where, "a line over " + BYTES_MAX + " bytes");
                else if (line.size() > 0) parse(line.toByteArray(), where, reader, skipped);
                if (next < 0) return;
                line.reset();
                tooLong = false;
            }
        }
    }

    private static void skipByteOrderMark(InputStream in) throws IOException {
        in.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) in.reset();
    }

    private static void parse(byte[] line, String where, Reader reader, BiConsumer<String, String> skipped) {
        JsonNode json;
        try {
            if (new String(line, java.nio.charset.StandardCharsets.UTF_8).isBlank()) return;
            json = Json.parse(line);
        } catch (MalformedJson malformed) {
            skipped.accept(where, "not JSON");
            return;
        }
        reader.line(json, where);
    }

    public long total() {
        return total;
    }

    public long done() {
        return done;
    }
}
