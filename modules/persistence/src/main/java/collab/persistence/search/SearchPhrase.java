package collab.persistence.search;

import collab.persistence.MessageSearch.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The terms that a searched word or phrase consists of. A text contains the phrase when its tokens contain the terms one after the
 * other.
 *
 * @param prefix whether the last term is the beginning of one
 */
public record SearchPhrase(List<String> terms, boolean prefix) {
    public SearchPhrase {
        terms = List.copyOf(terms);
    }

    /** The phrase of a term. The last word is a prefix only when the term ends with it: {@code foo.*} does not find {@code food}. */
    public static SearchPhrase of(Term term) {
        List<SearchToken> tokens = SearchTokenizer.tokens(term.text());
        boolean prefix = term.prefix()
                && !tokens.isEmpty()
                && tokens.getLast().end() == term.text().length();
        return new SearchPhrase(tokens.stream().map(SearchToken::term).toList(), prefix);
    }

    /** The phrases of terms; terms without a token are omitted. */
    public static List<SearchPhrase> of(List<Term> terms) {
        return terms.stream()
                .map(SearchPhrase::of)
                .filter(phrase -> !phrase.isEmpty())
                .toList();
    }

    public boolean isEmpty() {
        return terms.isEmpty();
    }

    /** Whether a text with these tokens contains the phrase. */
    public boolean isIn(List<SearchToken> tokens) {
        return !occurrences(tokens).isEmpty();
    }

    /**
     * Where the phrase begins in a text: indexes of tokens, ascending. It takes time linear in the number of tokens (the algorithm of
     * Knuth, Morris and Pratt), also for a phrase of equal terms.
     */
    List<Integer> occurrences(List<SearchToken> tokens) {
        int length = terms.size();
        List<Integer> found = new ArrayList<>();
        if (prefix) {
            // the terms before the last one are compared exactly, so they are searched alone
            List<Integer> beginnings = length == 1
                    ? all(tokens.size())
                    : new SearchPhrase(terms.subList(0, length - 1), false).occurrences(tokens);
            for (int begin : beginnings) {
                int end = begin + length - 1;
                if (end < tokens.size() && tokens.get(end).term().startsWith(terms.getLast())) found.add(begin);
            }
            return found;
        }
        int[] borders = borders();
        int matched = 0;
        for (int at = 0; at < tokens.size(); at++) {
            String term = tokens.get(at).term();
            while (matched > 0 && (matched == length || !terms.get(matched).equals(term)))
                matched = borders[matched - 1];
            if (terms.get(matched).equals(term)) matched++;
            if (matched == length) found.add(at - length + 1);
        }
        return found;
    }

    private static List<Integer> all(int count) {
        List<Integer> indexes = new ArrayList<>(count);
        for (int at = 0; at < count; at++) indexes.add(at);
        return indexes;
    }

    /** For each beginning of the phrase, the length of its longest proper part that it begins and ends with. */
    private int[] borders() {
        int[] borders = new int[terms.size()];
        int matched = 0;
        for (int at = 1; at < borders.length; at++) {
            while (matched > 0 && !terms.get(matched).equals(terms.get(at))) matched = borders[matched - 1];
            if (terms.get(matched).equals(terms.get(at))) matched++;
            borders[at] = matched;
        }
        return borders;
    }
}
