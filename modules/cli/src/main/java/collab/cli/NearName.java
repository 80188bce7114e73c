package collab.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a person probably meant. */
public final class NearName {
    /** One wrong letter in so many letters is a slip; more are another word. */
    private static final int LETTERS_PER_SLIP = 3;

    private static final int PREFIX_MIN = 2;

    private NearName() {}

    /** The known name that is spelled most like the word, or the only one that begins with it; empty when none is near. */
    public static Optional<String> of(String word, Collection<String> known) {
        Optional<String> alike = known.stream()
                .filter(name -> distance(word, name) * LETTERS_PER_SLIP <= Math.max(word.length(), name.length()))
                .min(Comparator.<String>comparingInt(name -> distance(word, name))
                        .thenComparing(name -> name));
        return alike.or(() -> onlyCompletion(word, known));
    }

    private static Optional<String> onlyCompletion(String word, Collection<String> known) {
        var completions = known.stream().filter(name -> name.startsWith(word)).toList();
        return word.length() >= PREFIX_MIN && completions.size() == 1
                ? Optional.of(completions.getFirst())
                : Optional.empty();
    }

    /** How many letters must be changed, added, left out or swapped with their neighbour. */
    static int distance(String from, String to) {
        int[][] rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, from, to, i, j);
        }
        return rows[from.length()][to.length()];
    }

    private static int step(int[][] rows, String from, String to, int i, int j) {
        int changed = rows[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(changed, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
