package collab.e2e.contract;

/**
 * A text of the repository.
 *
 * @param file its path in the repository
 * @param line the line of its first character, from 1
 */
record SourceText(String file, int line, String content) {
    private static final int EXCERPT_CHARACTERS = 40;

    int lineAt(int index) {
        return line
                + (int) content.substring(0, index)
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
    }

    /** The characters around an index, on one line. */
    String excerpt(int index) {
        int from = Math.max(0, index - EXCERPT_CHARACTERS);
        int to = Math.min(content.length(), index + EXCERPT_CHARACTERS);
        return content.substring(from, to).replaceAll("\\s+", " ").strip();
    }
}
