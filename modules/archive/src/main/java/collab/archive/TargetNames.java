package collab.archive;

import collab.api.ChannelNameInUseView;
import collab.api.ImportTargetView;
import collab.api.UsernameInUseView;
import collab.api.WorkspaceImportLookupParams;
import collab.api.WorkspaceImportLookupResult;
import collab.client.CollabClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the server knows of an import's source, and which names are in use there. Reads only. */
final class TargetNames {
    private static final int BATCH = 200;

    private final Function<WorkspaceImportLookupParams, WorkspaceImportLookupResult> lookup;
    private final String source;
    private final Map<String, Optional<UsernameInUseView>> usernames = new HashMap<>();

    TargetNames(CollabClient client, String source) {
        this(client::workspaceImportLookup, source);
    }

    TargetNames(Function<WorkspaceImportLookupParams, WorkspaceImportLookupResult> lookup, String source) {
        this.lookup = lookup;
        this.source = source;
    }

    // ---- What earlier imports created or found ----

    Optional<ImportTargetView> workspace(String key) {
        return lookup
                .apply(WorkspaceImportLookupParams.of(source).withWorkspaceKeys(List.of(key)))
                .workspaces()
                .stream()
                .findFirst();
    }

    Map<String, ImportTargetView> people(Collection<String> keys) {
        Map<String, ImportTargetView> found = new HashMap<>();
        inBatches(
                keys,
                batch -> lookup.apply(WorkspaceImportLookupParams.of(source).withPersonKeys(batch))
                        .people()
                        .forEach(person -> found.put(person.key(), person)));
        return found;
    }

    Map<String, ImportTargetView> channels(long workspaceId, Collection<String> keys) {
        Map<String, ImportTargetView> found = new HashMap<>();
        inBatches(
                keys,
                batch -> lookup.apply(WorkspaceImportLookupParams.of(source)
                                .withWorkspaceId(workspaceId)
                                .withChannelKeys(batch))
                        .channels()
                        .forEach(channel -> found.put(channel.key(), channel)));
        return found;
    }

    // ---- Names in use ----

    /** Reads the use of many usernames at once. */
    void readUsernames(Collection<String> names) {
        inBatches(
                names.stream()
                        .filter(name -> !usernames.containsKey(name))
                        .distinct()
                        .toList(),
                batch -> {
                    batch.forEach(name -> usernames.put(name, Optional.empty()));
                    lookup.apply(WorkspaceImportLookupParams.of(source).withUsernames(batch))
                            .usernames()
                            .forEach(user -> usernames.put(user.username(), Optional.of(user)));
                });
    }

    Optional<UsernameInUseView> username(String name) {
        readUsernames(List.of(name));
        return usernames.getOrDefault(name, Optional.empty());
    }

    /** Reads which channels have these names. */
    void channelNames(long workspaceId, Collection<String> names, Map<String, ChannelNameInUseView> used) {
        inBatches(names, batch -> {
            for (ChannelNameInUseView channel : lookup.apply(WorkspaceImportLookupParams.of(source)
                            .withWorkspaceId(workspaceId)
                            .withChannelNames(batch))
                    .channelNames()) {
                used.put(channel.name(), channel);
            }
        });
    }

    /** Calls with at most as many values as a request may contain. */
    private static void inBatches(Collection<String> values, Consumer<List<String>> call) {
        List<String> all = new ArrayList<>(values);
        for (int from = 0; from < all.size(); from += BATCH) {
            call.accept(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
    }
}
