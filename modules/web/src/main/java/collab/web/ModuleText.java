package collab.web;

/**
 * The text of a module as a browser gets it: without the comments that have lines of their own, which are more than a quarter of what it
 * would load. Each line keeps its number, so that an error of a browser names the line of the source.
 */
final class ModuleText {
    private static final String END = "*/";

    private ModuleText() {}

    static String withoutComments(String source) {
        StringBuilder text = new StringBuilder(source.length());
        boolean inComment = false;
        for (String line : source.split("\n", -1)) {
            String trimmed = line.strip();
            boolean begins = !inComment && trimmed.startsWith("/**") && !hasCodeAfterComment(trimmed);
            boolean isComment = inComment || begins || trimmed.startsWith("// ");
            if (inComment || begins) inComment = !trimmed.endsWith(END);
            if (!isComment) text.append(line);
            text.append('\n');
        }
        text.setLength(text.length() - 1); // the line feed after the last line, which has none
        return text.toString();
    }

    private static boolean hasCodeAfterComment(String line) {
        int end = line.indexOf(END);
        return end >= 0 && end + END.length() < line.length();
    }
}
