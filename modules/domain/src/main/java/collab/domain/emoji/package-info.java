/**
 * The emoji of Unicode: their names, and one canonical form of each.
 *
 * <p>The resource {@code emoji.txt} has one line per emoji, in Unicode's order: the sign, fully qualified; its names, separated by spaces;
 * and, if it has variants with skin tones, {@code ~} and the pattern of the variants with two tones, in which 1 and 2 stand
 * for the tones. After {@code ~~} the variant with one tone has it in both places of the pattern. Otherwise the one tone follows the first
 * sign. Lines that begin with {@code =} begin a category, lines that begin with {@code #} followed by a space are comments. The same table is in the page.
 */
package collab.domain.emoji;
