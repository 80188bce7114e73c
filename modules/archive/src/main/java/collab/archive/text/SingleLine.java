package collab.archive.text;

/** Joins lines. */
public final class SingleLine {
    private SingleLine() {}

    /** The text with one space instead of each end of a line and the white space around it; in linear time. */
    public static String of(String text) {
        if (text.indexOf('\n') < 0) return text;
        StringBuilder line = new StringBuilder(text.length());
        for (int at = 0, end; at < text.length(); at = end) {
            end = at;
            boolean ends = false;
            while (end < text.length() && space(text.charAt(end))) ends |= text.charAt(end++) == '\n';
            if (ends) {
                line.append(' ');
                continue;
            }
            if (end == at) end++;
            line.append(text, at, end);
        }
        return line.toString();
    }

    /** Whether the sign is a space, a tab or one of the other white space of ASCII. */
    static boolean space(char sign) {
        return sign == ' ' || (sign >= '\t' && sign <= '\r');
    }
}
