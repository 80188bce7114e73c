package collab.archive;

import collab.api.ChannelImportParams;
import collab.api.ChannelKindView;
import collab.api.ImportedPersonView;
import collab.api.UserImportParams;
import collab.api.WorkspaceImportParams;
import collab.archive.ImportTarget.Place;
import collab.client.CollabClient;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of an archive and what they refer to on this server: finds or creates its workspaces, people and channels, as
 * the {@link ImportPlan} has decided.
 */
final class ImportedTargets {
    private static final int PAGE = 200;

    private final CollabClient client;
    private final String source;
    private final ArchiveSurvey survey;
    private final ImportPlan plan;
    private final ImportProgress progress;
    private final Map<String, Long> workspaces = new HashMap<>();
    private final Map<String, Long> people = new HashMap<>();
    private final Map<String, ImportTarget> channels = new LinkedHashMap<>();

    ImportedTargets(
            CollabClient client, String source, ArchiveSurvey survey, ImportPlan plan, ImportProgress progress) {
        this.client = client;
        this.source = source;
        this.survey = survey;
        this.plan = plan;
        this.progress = progress;
    }

    Map<String, Long> workspaces() {
        return Collections.unmodifiableMap(workspaces);
    }

    Map<String, Long> people() {
        return Collections.unmodifiableMap(people);
    }

    Map<String, ImportTarget> channels() {
        return Collections.unmodifiableMap(channels);
    }

    void create() {
        plan.workspaces.forEach(this::workspace);
        createPeople();
        survey.channels.values().forEach(this::channel);
    }

    private void workspace(String key, ImportPlan.Target target) {
        if (target.id().isEmpty()) progress.count("workspaces created", 1);
        WorkspaceImportParams params = WorkspaceImportParams.of(source, ImportPlan.key(target.key()), target.name());
        workspaces.put(
                key,
                client.workspaceImport(target.id().map(params::withWorkspaceId).orElse(params))
                        .workspaceId());
    }

    private void createPeople() {
        List<ArchiveEntry.Person> all = List.copyOf(survey.people.values());
        for (int from = 0; from < all.size(); from += PAGE) {
            List<ArchiveEntry.Person> page = all.subList(from, Math.min(all.size(), from + PAGE));
            List<ImportedPersonView> views = page.stream().map(this::view).toList();
            List<Long> ids =
                    client.userImport(UserImportParams.of(source, views)).userIds();
            for (int i = 0; i < page.size(); i++) people.put(page.get(i).key(), ids.get(i));
        }
    }

    private ImportedPersonView view(ArchiveEntry.Person person) {
        ImportPlan.Account account = ImportPlan.known(plan.people, person.key());
        String name = FittedValue.name(person.displayName(), account.username());
        if (account.id().isEmpty()) {
            progress.count("people created", 1);
            lost("the spelling of a display name", person.key(), person.displayName(), name);
        }
        ImportedPersonView view = ImportedPersonView.of(ImportPlan.key(person.key()), account.username(), name);
        return account.id().map(view::withUserId).orElse(view);
    }

    private void channel(ArchiveEntry.Channel channel) {
        ImportPlan.Place place = plan.channels.get(channel.key());
        if (place == null) return;
        long workspaceId = ImportPlan.known(workspaces, place.workspace());
        channels.put(
                channel.key(),
                new ImportTarget(
                        switch (place) {
                            case ImportPlan.Named named ->
                                new Place.Named(
                                        client.channelImport(params(channel, named))
                                                .channelId(),
                                        named.name());
                            case ImportPlan.Between between ->
                                new Place.Between(
                                        workspaceId,
                                        between.people().stream()
                                                .map(people::get)
                                                .sorted()
                                                .toList());
                        }));
        if (place instanceof ImportPlan.Named) {
            lost("the spelling of a topic", channel.key(), channel.topic(), FittedValue.topic(channel.topic()));
        } else if (!channel.topic().isBlank()) {
            progress.skip(channel.key() + " " + channel.topic(), "the topic of a direct message");
        }
    }

    /** The parameters of a channel, without its members. */
    ChannelImportParams params(ArchiveEntry.Channel channel, ImportPlan.Named named) {
        ChannelKindView kind =
                channel.kind() == ArchiveEntry.Kind.PUBLIC ? ChannelKindView.PUBLIC : ChannelKindView.PRIVATE;
        String topic = FittedValue.topic(channel.topic());
        ChannelImportParams params = ChannelImportParams.of(
                        ImportPlan.known(workspaces, named.workspace()),
                        source,
                        ImportPlan.key(named.key()),
                        kind,
                        named.name())
                .withArchived(channel.archived());
        return topic.isEmpty() ? params : params.withTopic(topic);
    }

    private void lost(String what, String key, String original, String fitted) {
        if (!original.strip().equals(fitted)) progress.skip(key + " " + original, what + "; fitted to " + fitted);
    }
}
