package collab.persistence.search;

/**
 * A token of a text.
 *
 * @param term what the index stores: letters, digits and marks in one form, a symbol, or {@link SearchTokenizer#GAP}
 * @param begin where the part of the text begins that the token comes from
 * @param end where it ends; one character can be the source of several tokens
 * @param joined whether the token continues the emoji of the token before it
 */
public record SearchToken(String term, int begin, int end, boolean joined) {}
