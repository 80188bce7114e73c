package collab.archive;

import collab.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a workspace, a person, a channel or a conversation of an archive becomes on this server, and why.
 *
 * @param kind workspace, person, channel or conversation
 * @param source the key and the name in the archive
 * @param name the name on this server
 */
public record ImportDecision(String kind, Source source, Action action, String name, String because) {
    /** What happens. */
    public enum Action {
        /** An earlier import created or found it. */
        FOUND,
        /** It existed on this server. */
        JOINED,
        /** It is created. */
        CREATED,
        /** It is created under another name than in the archive. */
        RENAMED,
        /** It is not imported. */
        LEFT_OUT
    }

    /** How the archive identifies and names it. */
    public record Source(String key, String name) {}

    public ObjectNode toJson() {
        return Json.object()
                .put("kind", kind)
                .put("key", source.key())
                .put("source_name", source.name())
                .put("action", action.name().toLowerCase(Locale.ROOT))
                .put("name", name)
                .put("because", because);
    }

    /** One line for people. */
    public String line() {
        String from = source.name().isEmpty() || source.name().equals(source.key())
                ? source.key()
                : source.key() + " \"" + source.name() + "\"";
        return kind + " " + from + ": " + action.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (name.isEmpty() ? "" : " " + name) + " (" + because + ")";
    }
}
