package collab.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * The parameter {@code time_zone} of {@code message.search}: the zone of this system, only when the query has a filter by day. A server of an
 * earlier release rejects a parameter that it does not know, also in a search that does not need it.
 */
final class SearchTimeZone {
    private static final String TIME_ZONE = "time_zone";

    /** A filter that can have a day; a few more queries match, but each query with a day does. */
    private static final Pattern DAY_FILTER = Pattern.compile("\\b(?:on|before|after):", Pattern.CASE_INSENSITIVE);

    private SearchTimeZone() {}

    /** Adds the parameter when it is needed and absent. */
    static void complete(ObjectNode params) {
        if (!params.has(TIME_ZONE) && hasDay(params.path("query").asText())) {
            params.put(TIME_ZONE, ZoneId.systemDefault().getId());
        }
    }

    /** Letters and signs in full width count as narrow ones, as on the server. */
    static boolean hasDay(String query) {
        return DAY_FILTER
                .matcher(Normalizer.normalize(query, Normalizer.Form.NFKC))
                .find();
    }
}
