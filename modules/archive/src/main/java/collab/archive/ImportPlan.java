package collab.archive;

import collab.api.ImportTargetView;
import collab.archive.text.ContentHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What everything in an archive becomes, by its key there. {@link IdentityMapper} makes the plan. */
final class ImportPlan {
    private static final int KEY_MAX = 100;

    final List<ImportDecision> decisions = new ArrayList<>();
    final Map<String, Target> workspaces = new LinkedHashMap<>();
    final Map<String, Account> people = new LinkedHashMap<>();
    final Map<String, Place> channels = new LinkedHashMap<>();

    private final Map<String, Map<String, ArchiveEntry.Role>> members = new LinkedHashMap<>();

    /**
     * A workspace here.
     *
     * @param key identifies it in later imports
     * @param id absent when it is created
     * @param complete whether an earlier import was complete: its people are not added again
     */
    record Target(String key, String name, Optional<Long> id, boolean complete) {
        static Target of(String key, ImportTargetView found) {
            return new Target(
                    key, found.name(), Optional.of(found.id()), found.complete().orElse(false));
        }
    }

    /**
     * An account here.
     *
     * @param id absent when it is created
     * @param origin how the import found it
     */
    record Account(String username, Optional<Long> id, Origin origin, boolean active) {
        /** Whether it existed before this and earlier imports. */
        boolean existed() {
            return origin == Origin.HERE || origin == Origin.HERE_AND_IMPORTED;
        }

        /** Whether an earlier import of the source created or found it. */
        boolean imported() {
            return origin == Origin.IMPORTED || origin == Origin.HERE_AND_IMPORTED;
        }
    }

    /** Whether an account is created, existed, or was created or found by an earlier import. */
    enum Origin {
        NEW,
        HERE,
        IMPORTED,
        HERE_AND_IMPORTED
    }

    /** @throws IllegalArgumentException if an import of the source is complete: this archive can be of another server */
    void requireFirst(String source) {
        boolean complete = workspaces.values().stream().anyMatch(Target::complete);
        boolean otherWorkspaces = people.values().stream().anyMatch(Account::imported)
                && workspaces.values().stream()
                        .anyMatch(workspace -> workspace.id().isEmpty());
        if (complete || otherWorkspaces) {
            throw new IllegalArgumentException(
                    "the file does not name its server, and a file was imported before as the"
                            + " source " + source + "; add --source " + source
                            + " if this file is of the same server, or --source"
                            + " with another name if it is not");
        }
    }

    /** What happens to the account of a person who is not active in the source. */
    enum Deactivation {
        NONE,
        DEACTIVATED,
        /** The account stays active, since people can use it since an earlier import. */
        LEFT
    }

    Deactivation deactivation(ArchiveEntry.Person person) {
        Account account = known(people, person.key());
        if (person.account().isActive() || !account.active()) return Deactivation.NONE;
        boolean again = workspaces.values().stream().anyMatch(Target::complete);
        if (account.origin() == Origin.NEW || (account.origin() == Origin.IMPORTED && !again)) {
            return Deactivation.DEACTIVATED;
        }
        return person.account() == ArchiveEntry.Account.DEACTIVATED || !account.existed()
                ? Deactivation.LEFT
                : Deactivation.NONE;
    }

    /** Where the messages of a channel go. */
    sealed interface Place {
        String workspace();
    }

    /**
     * A channel with a name.
     *
     * @param key identifies it in later imports
     * @param closed whether an earlier import was complete: its people are not added again
     */
    record Named(String workspace, String key, String name, boolean closed) implements Place {}

    /** A direct message between exactly these people. */
    record Between(String workspace, Set<String> people) implements Place {}

    void add(ArchiveEntry.Workspace workspace, Target target) {
        workspaces.put(workspace.key(), target);
    }

    void add(ArchiveEntry.Person person, Account account) {
        people.put(person.key(), account);
    }

    void add(ArchiveEntry.Channel channel, Place place) {
        channels.put(channel.key(), place);
    }

    /**
     * The people who are members of the workspace after the import, with their roles: its members in the archive, of
     * deactivated people only those whose account an import created; and as guests, who read nothing by that, programs
     * and unlisted people who wrote in it.
     */
    Map<String, ArchiveEntry.Role> members(ArchiveSurvey survey, String workspace) {
        return members.computeIfAbsent(workspace, key -> {
            Map<String, ArchiveEntry.Role> found = survey.members(key);
            found.keySet()
                    .removeIf(person -> !survey.people.containsKey(person)
                            || (known(survey.people, person).account() == ArchiveEntry.Account.DEACTIVATED
                                    && known(people, person).existed()));
            survey.wroteIn.forEach((person, channels) -> {
                boolean here = channels.stream()
                        .map(survey.channels::get)
                        .anyMatch(channel ->
                                channel != null && channel.workspace().equals(key));
                if (here && !known(survey.people, person).account().isPerson())
                    found.put(person, ArchiveEntry.Role.GUEST);
            });
            found.replaceAll((person, role) ->
                    known(survey.people, person).account().isPerson() ? role : ArchiveEntry.Role.GUEST);
            return found;
        });
    }

    /** The value of a key that the first reading found. */
    static <V> V known(Map<String, V> values, String key) {
        V value = values.get(key);
        if (value == null) throw new IllegalStateException("not in the first reading of the archive: " + key);
        return value;
    }

    /** A key as the contract permits it: a hash of a key that is empty, too long or not valid Unicode. */
    static String key(String key) {
        boolean fits = key.length() <= KEY_MAX
                && !key.isEmpty()
                && FittedValue.unicode(key).equals(key);
        return fits ? key : ContentHash.of(key);
    }
}
