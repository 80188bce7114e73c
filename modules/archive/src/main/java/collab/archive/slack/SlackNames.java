package collab.archive.slack;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The names to which ids in texts refer. It notes ids that the archive does not name. */
final class SlackNames {
    private final Function<String, Optional<String>> usernames;
    private final Map<String, String> people = new HashMap<>();
    private final Map<String, String> channels = new HashMap<>();
    private final Set<String> privateChannels = new HashSet<>();
    private final Set<String> unknown = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();

    /** Why a text does not name a private channel. */
    static final String HIDDEN = "the name of a private channel; the text contains #private-channel";

    /** @param usernames the usernames here of people; otherwise their usernames in Slack are used */
    SlackNames(Function<String, Optional<String>> usernames) {
        this.usernames = usernames;
    }

    /** Returns whether the person is new. */
    boolean addPerson(String id, String username) {
        return people.putIfAbsent(id, username) == null;
    }

    boolean knowsPerson(String id) {
        return people.containsKey(id);
    }

    void addChannel(String id, String name) {
        channels.put(id, name);
    }

    /** A channel whose name stands in no text: not everyone who reads the text could see it. */
    void addPrivateChannel(String id) {
        privateChannels.add(id);
    }

    /** @param label what the text itself states; may be empty */
    String person(String id, String label) {
        return usernames
                .apply(id)
                .or(() -> Optional.ofNullable(people.get(id)))
                .or(() -> labelled(label, "@"))
                .orElseGet(() -> unknown(id));
    }

    String channel(String id, String label) {
        if (privateChannels.contains(id)) {
            hidden.add(id);
            return "private-channel";
        }
        return labelled(label, "#")
                .or(() -> Optional.ofNullable(channels.get(id)))
                .orElseGet(() -> unknown(id));
    }

    String group(String id, String label) {
        return labelled(label, "@").orElseGet(() -> unknown(id));
    }

    private static Optional<String> labelled(String label, String sign) {
        String plain = SlackMarkup.entities(label).strip();
        plain = plain.startsWith(sign) ? plain.substring(1) : plain;
        return plain.isBlank() ? Optional.empty() : Optional.of(plain);
    }

    private String unknown(String id) {
        unknown.add(id);
        return id;
    }

    /** The ids of private channels since the last call to which a text refers. */
    Set<String> takePrivate() {
        Set<String> taken = Set.copyOf(hidden);
        hidden.clear();
        return taken;
    }

    /** The ids since the last call for which a text had no name. */
    Set<String> takeUnknown() {
        Set<String> taken = Set.copyOf(unknown);
        unknown.clear();
        return taken;
    }
}
