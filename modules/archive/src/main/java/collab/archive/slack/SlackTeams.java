package collab.archive.slack;

import collab.archive.text.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds out which Slack workspace an export is of. Its {@code users.json} also contains people of other workspaces, who
 * take part in shared channels.
 */
final class SlackTeams {
    private static final String SOURCE = "slack:";

    private final Set<String> ofPrimaryOwners = new TreeSet<>();
    private final Set<String> ofOwners = new TreeSet<>();
    private final Map<String, Integer> people = new TreeMap<>();

    void add(JsonNode person) {
        String team = JsonText.of(person, "team_id");
        if (team.isEmpty() || person.path("is_stranger").asBoolean()) return;
        people.merge(team, 1, Integer::sum);
        if (person.path("is_primary_owner").asBoolean()) ofPrimaryOwners.add(team);
        if (person.path("is_owner").asBoolean()) ofOwners.add(team);
    }

    /**
     * The workspace of its owners; without owners, of most people.
     *
     * @param source what the caller states; decides only between several workspaces
     * @return empty when no person has a workspace
     */
    Optional<String> team(Optional<String> source) {
        Set<String> possible = possible();
        if (possible.size() <= 1) return possible.stream().findFirst();
        return source.filter(stated -> stated.startsWith(SOURCE))
                .map(stated -> stated.substring(SOURCE.length()))
                .filter(possible::contains)
                .or(() -> {
                    List<String> sources =
                            possible.stream().map(team -> SOURCE + team).toList();
                    throw new IllegalArgumentException(
                            "the export contains the people of several Slack workspaces; add --source with the one that was"
                                    + " exported: " + String.join(" or ", sources));
                });
    }

    private Set<String> possible() {
        if (ofPrimaryOwners.size() == 1) return ofPrimaryOwners;
        if (!ofOwners.isEmpty()) return ofOwners;
        int most = people.values().stream().max(Integer::compare).orElse(0);
        Set<String> teams = new TreeSet<>(people.keySet());
        teams.removeIf(team -> people.getOrDefault(team, 0) < most);
        return teams;
    }
}
