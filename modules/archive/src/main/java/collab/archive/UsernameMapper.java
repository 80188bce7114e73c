package collab.archive;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Adapts usernames of other products to our rules: lower-case letters, digits, dots, dashes and underscores, at most 32
 * characters.
 */
final class UsernameMapper {
    private static final int CHARACTERS_MAX = 32;

    private UsernameMapper() {}

    static String fitting(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceFirst("^[._-]+", "")
                .replaceFirst("-+$", "");
        if (plain.isEmpty()) return "person-" + Integer.toHexString(name.hashCode());
        return plain.length() <= CHARACTERS_MAX ? plain : plain.substring(0, CHARACTERS_MAX);
    }
}
