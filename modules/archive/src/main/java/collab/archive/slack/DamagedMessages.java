package collab.archive.slack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds messages in a file that is not JSON to its end, so that a report can name them. */
final class DamagedMessages {
    private static final Pattern MEMBER =
            Pattern.compile("\"type\"\\s*:\\s*\"message\"|\"ts\"\\s*:\\s*\"([0-9.]{1,20})\"");

    private DamagedMessages() {}

    /** The time of each message of the file, or its number where the time is not found. */
    static List<String> times(InputStream in) throws IOException {
        Matcher member = MEMBER.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        List<String> times = new ArrayList<>();
        boolean open = false;
        while (member.find()) {
            if (member.group(1) == null) {
                times.add("message " + (times.size() + 1));
                open = true;
            } else if (open) {
                times.set(times.size() - 1, member.group(1));
                open = false;
            }
        }
        return times;
    }
}
