package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedSet;
import java.util.TreeMap;

/** The preferences of a user as a client keeps them: those that differ from their default. */
final class PreferencesModel {
    private final TreeMap<String, JsonNode> prefs = new TreeMap<>();

    PreferencesModel(JsonNode bootstrap) {
        bootstrap.forEach(this::put);
    }

    void changed(JsonNode event) {
        put(event.get("pref"));
    }

    private void put(JsonNode pref) {
        if (pref.get("value").isEmpty()) prefs.remove(name(pref));
        else prefs.put(name(pref), pref.deepCopy());
    }

    private static String name(JsonNode pref) {
        return pref.get("scope").asText() + " " + pref.path("id").longValue() + " "
                + pref.get("key").asText();
    }

    /** A preference for a place ends with the membership. */
    void left(String scope, long place) {
        prefs.keySet().removeIf(name -> name.startsWith(scope + " " + place + " "));
    }

    void addLines(SortedSet<String> lines) {
        prefs.forEach((name, pref) -> lines.add("pref " + name + " " + pref.get("value") + " at " + pref.get("ver")));
    }
}
