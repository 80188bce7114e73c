package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedSet;
import java.util.TreeMap;

/** The preferences and drafts of a user as a client keeps them: those that differ from their default. */
final class PreferencesModel {
    private final TreeMap<String, JsonNode> prefs = new TreeMap<>();
    private final TreeMap<String, JsonNode> drafts = new TreeMap<>();

    PreferencesModel(JsonNode bootstrap) {
        bootstrap.get("prefs").forEach(this::put);
        bootstrap.get("drafts").forEach(row -> drafts.put(place(row), row.get("ver")));
    }

    void changed(JsonNode event) {
        put(event.get("pref"));
    }

    private void put(JsonNode pref) {
        if (pref.get("value").isEmpty()) prefs.remove(name(pref));
        else prefs.put(name(pref), pref.deepCopy());
    }

    void draftChanged(JsonNode event) {
        if (event.get("empty").booleanValue()) drafts.remove(place(event));
        else drafts.put(place(event), event.get("ver"));
    }

    private static String place(JsonNode row) {
        return row.get("channel_id").longValue() + " " + row.path("parent_id").longValue();
    }

    private static String name(JsonNode pref) {
        return pref.get("scope").asText() + " " + pref.path("id").longValue() + " "
                + pref.get("key").asText();
    }

    /** A preference for a place ends with the membership. */
    void left(String scope, long place) {
        prefs.keySet().removeIf(name -> name.startsWith(scope + " " + place + " "));
        if (scope.equals("channel")) drafts.keySet().removeIf(name -> name.startsWith(place + " "));
    }

    void addLines(SortedSet<String> lines) {
        drafts.forEach((place, ver) -> lines.add("draft " + place + " at " + ver));
        prefs.forEach((name, pref) -> lines.add("pref " + name + " " + pref.get("value") + " at " + pref.get("ver")));
    }
}
