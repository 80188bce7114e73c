package collab.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line in the help. */
final class ExampleLine {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private ExampleLine() {}

    /** Splits a line like a shell, as far as the examples need it. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.replaceFirst(" [|>] .*", "").replace("%%", "%"));
        while (word.find()) words.add(word.group().replaceAll("^['\"]|['\"]$", ""));
        return words;
    }
}
