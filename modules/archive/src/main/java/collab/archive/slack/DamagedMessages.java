package collab.archive.slack;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds messages in a file that is not JSON to its end, so that a report can name them. Holds 64 Ki characters. */
final class DamagedMessages {
    private static final Pattern MEMBER =
            Pattern.compile("\"type\"\\s{0,8}:\\s{0,8}\"message\"|\"ts\"\\s{0,8}:\\s{0,8}\"([0-9.]{1,20})\"");

    /** No match is longer. */
    private static final int MATCH_MAX = 64;

    private static final int BUFFER = 1 << 16;

    private final Consumer<String> times;
    private final long skipped;
    private long messages;
    private String time = "";

    private DamagedMessages(long skipped, Consumer<String> times) {
        this.skipped = skipped;
        this.times = times;
    }

    /**
     * Reads the file.
     *
     * @param skipped the number of first messages that are not passed on
     * @param times receives the time of each further message, or its number where the time is not found
     */
    static void read(InputStream in, long skipped, Consumer<String> times) throws IOException {
        DamagedMessages found = new DamagedMessages(skipped, times);
        Reader file = new InputStreamReader(in, StandardCharsets.UTF_8);
        char[] buffer = new char[BUFFER];
        String rest = "";
        for (int more = file.read(buffer); more >= 0; more = file.read(buffer)) {
            String text = rest + new String(buffer, 0, more);
            rest = text.substring(Math.max(found.members(text), text.length() - MATCH_MAX));
        }
        found.endMessage();
    }

    /** Returns the end of the last match. */
    private int members(String text) {
        Matcher member = MEMBER.matcher(text);
        int end = 0;
        while (member.find()) {
            end = member.end();
            if (member.group(1) == null) {
                endMessage();
                messages++;
            } else if (time.isEmpty()) {
                time = messages == 0 ? "" : member.group(1);
            }
        }
        return end;
    }

    private void endMessage() {
        if (messages > skipped) times.accept(time.isEmpty() ? "message " + messages : time);
        time = "";
    }
}
