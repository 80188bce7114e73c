package collab.archive;

import collab.api.ChannelImportParams;
import collab.api.ChannelKindView;
import collab.api.ImportedPersonView;
import collab.api.SessionBootstrapParams;
import collab.api.UserDeactivateParams;
import collab.api.UserImportParams;
import collab.api.WorkspaceImportParams;
import collab.api.WorkspaceMembersAddParams;
import collab.api.WorkspaceMembersListParams;
import collab.api.WorkspaceMembersListResult;
import collab.api.WorkspaceRoleView;
import collab.archive.ImportTarget.Place;
import collab.client.CollabClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Imports an archive. The first reading decides what everything becomes ({@link IdentityMapper}); the second writes it.
 * People join last, so that old messages do not become unread for them.
 *
 * <p><b>Repetition.</b> An import can be repeated at any time, after a crash or after it was complete: everything is
 * recognised by its identity in the source, and posts by their keys, so nothing is imported twice. A checkpoint avoids
 * sending posts again.
 *
 * <p><b>Memory.</b> People, channels and memberships are held in memory, posts are not: at most 1,000
 * wait to be sent, and as many replies whose parent was not found. A reading of a Mattermost file holds a hash of each
 * post: 11 to 22 bytes, 32 bytes while the set of hashes grows.
 *
 * <p>One thread runs one import once.
 */
public final class Importer {
    private static final int PAGE = 200;
    private static final int MEMBERS_MAX = 1_000;

    private final CollabClient client;
    private final String source;
    private final ArchiveSurvey survey;
    private final ImportPlan plan;
    private final ImportReport report;
    private final ImportProgress progress;
    private final PostConverter converter;
    private final PostSender sender;

    // ---- Keys of the archive and what they refer to on this server ----

    private final Map<String, Long> workspaces = new HashMap<>();
    private final Map<String, Long> people = new HashMap<>();
    private final Map<String, ImportTarget> channels = new LinkedHashMap<>();

    /**
     * The options of an import.
     *
     * @param workspace the name of the target workspace; empty for the name in the archive
     * @param source identifies where the archive was exported; empty for what the archive states
     * @param file the checkpoint
     * @param listeners receive what happens
     */
    public record Options(Optional<String> workspace, Optional<String> source, State file, Listeners listeners) {}

    /**
     * The checkpoint of an import.
     *
     * @param path its file
     * @param archive identifies the archive in the checkpoint: the same file has the same name
     */
    public record State(Path path, String archive) {}

    /**
     * Receive what happens during an import.
     *
     * @param skipped receives everything that is skipped
     * @param progress called after each request with the number of posts so far
     */
    public record Listeners(Consumer<ArchiveEntry.Skipped> skipped, Consumer<Long> progress) {}

    private Importer(
            CollabClient client,
            Options options,
            String source,
            ArchiveSurvey survey,
            ImportPlan plan,
            UnaryOperator<String> mentions) {
        this.client = client;
        this.source = source;
        this.survey = survey;
        this.plan = plan;
        this.report = new ImportReport(options.listeners().skipped());
        String epoch = client.call(SessionBootstrapParams.of()).epoch();
        this.progress = new ImportProgress(
                new ImportCheckpoint(options.file().path(), options.file().archive() + " " + epoch),
                report,
                options.listeners().progress());
        this.converter = new PostConverter(people, mentions, progress::skip, InstantSource.system());
        this.sender = new PostSender(client, options.file().archive(), report, progress, channels.values());
    }

    /** Decides what an import would do, and writes nothing. */
    public static List<ImportDecision> plan(CollabClient client, Archive archive, Options options) throws IOException {
        return List.copyOf(plan(client, survey(archive), options, source(archive, options)).decisions);
    }

    public static ImportReport run(CollabClient client, Archive archive, Options options) throws IOException {
        ArchiveSurvey survey = survey(archive);
        String source = source(archive, options);
        ImportPlan plan = plan(client, survey, options, source);
        UnaryOperator<String> mentions = archive.translatesMentions()
                ? UnaryOperator.identity()
                : RenamedMentions.of(survey.people, plan.people);
        Importer importer = new Importer(client, options, source, survey, plan, mentions);
        importer.report.decided(importer.plan.decisions);
        importer.begin();
        archive.read(importer::take, importer::username);
        importer.finish();
        return importer.report;
    }

    private Optional<String> username(String person) {
        return Optional.ofNullable(plan.people.get(person)).map(ImportPlan.Account::username);
    }

    private static String source(Archive archive, Options options) {
        return ImportPlan.key(options.source().orElse(archive.source()));
    }

    private static ArchiveSurvey survey(Archive archive) throws IOException {
        ArchiveSurvey survey = new ArchiveSurvey();
        archive.read(survey::take);
        survey.complete();
        return survey;
    }

    private static ImportPlan plan(CollabClient client, ArchiveSurvey survey, Options options, String source) {
        return IdentityMapper.plan(client, survey, options.workspace(), source);
    }

    // ---- Workspaces, people and channels ----

    private void begin() {
        plan.workspaces.forEach(this::workspace);
        people();
        survey.channels.values().forEach(this::channel);
    }

    private void workspace(String key, ImportPlan.Target target) {
        if (target.id().isEmpty()) report.count("workspaces created", 1);
        WorkspaceImportParams params = WorkspaceImportParams.of(source, ImportPlan.key(target.key()), target.name());
        workspaces.put(
                key,
                client.workspaceImport(target.id().map(params::withWorkspaceId).orElse(params))
                        .workspaceId());
    }

    private void people() {
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
            report.count("people created", 1);
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

    private ChannelImportParams params(ArchiveEntry.Channel channel, ImportPlan.Named named) {
        ChannelKindView kind =
                channel.kind() == ArchiveEntry.Kind.PUBLIC ? ChannelKindView.PUBLIC : ChannelKindView.PRIVATE;
        String topic = FittedValue.topic(channel.topic());
        ChannelImportParams params = ChannelImportParams.of(
                ImportPlan.known(workspaces, named.workspace()),
                source,
                ImportPlan.key(channel.key()),
                kind,
                named.name());
        return topic.isEmpty() ? params : params.withTopic(topic);
    }

    private void lost(String what, String key, String original, String fitted) {
        if (!original.strip().equals(fitted)) progress.skip(key + " " + original, what + "; fitted to " + fitted);
    }

    // ---- Posts ----

    private void take(ArchiveEntry entry) {
        switch (entry) {
            case ArchiveEntry.Post post -> {
                take(post);
                sender.saveProgress();
            }
            case ArchiveEntry.DeletedPost post -> {
                take(post);
                sender.saveProgress();
            }
            case ArchiveEntry.Skipped skipped -> progress.skip(skipped);
            case ArchiveEntry.Workspace _,
                    ArchiveEntry.Person _,
                    ArchiveEntry.Channel _,
                    ArchiveEntry.Membership _ -> {} // known from the first reading
        }
    }

    private void take(ArchiveEntry.Post post) {
        long index = progress.readPost();
        if (progress.isDone(index)) return;
        ImportTarget target = channels.get(post.channel());
        String where = post.channel() + " " + post.key();
        if (target == null) {
            progress.skip(where, "in a channel that is not in the archive");
            return;
        }
        var messages = converter.messages(post, ImportPlan.known(people, post.author()), where);
        if (messages.isEmpty()) progress.skip(where, "without a text");
        messages.forEach(message -> sender.enqueue(target, index, message));
    }

    private void take(ArchiveEntry.DeletedPost post) {
        long index = progress.readPost();
        if (progress.isDone(index)) return;
        ImportTarget target = channels.get(post.id().channel());
        if (target == null) {
            progress.skip(post.id().channel() + " " + post.id().key(), "in a channel that is not in the archive");
            return;
        }
        sender.enqueue(target, index, converter.deleted(post, ImportPlan.known(people, post.author())));
    }

    // ---- End ----

    private void finish() throws IOException {
        sender.finish();
        workspaces.forEach(this::members);
        Map<String, Set<String>> inChannels = survey.channelMembers();
        Map<String, Set<String>> owners = survey.channelOwners();
        for (ArchiveEntry.Channel channel : survey.channels.values()) {
            if (plan.channels.get(channel.key()) instanceof ImportPlan.Named named) {
                members(
                        channel,
                        named,
                        ImportPlan.known(inChannels, channel.key()),
                        owners.getOrDefault(channel.key(), Set.of()));
            }
        }
        survey.people.values().forEach(this::deactivate);
        plan.workspaces.forEach((key, target) ->
                client.workspaceImport(WorkspaceImportParams.of(source, ImportPlan.key(target.key()), target.name())
                        .withWorkspaceId(ImportPlan.known(workspaces, key))
                        .withComplete(true)));
        progress.forget();
    }

    /**
     * Adds the members of the archive; a user who is already a member keeps their role. A person whom an earlier, complete
     * import knew is not added again: the members of the workspace may have removed them.
     */
    private void members(String workspace, long workspaceId) {
        Set<Long> present = present(workspaceId);
        boolean again = ImportPlan.known(plan.workspaces, workspace).complete();
        plan.members(survey, workspace).forEach((person, role) -> {
            long user = ImportPlan.known(people, person);
            ImportPlan.Account account = ImportPlan.known(plan.people, person);
            if (!account.active() || !present.add(user)) return;
            if (again && account.imported()) {
                if (ImportPlan.known(survey.people, person).account() == ArchiveEntry.Account.ACTIVE) {
                    progress.skip(
                            workspace + " " + account.username(),
                            "a member of an earlier import who is no member now; an import adds a person only once");
                }
                return;
            }
            client.workspaceMembersAdd(WorkspaceMembersAddParams.of(workspaceId, user)
                    .withRole(
                            switch (role) {
                                case OWNER -> WorkspaceRoleView.OWNER;
                                case MEMBER -> WorkspaceRoleView.MEMBER;
                                case GUEST -> WorkspaceRoleView.GUEST;
                            }));
            report.count("people who joined", 1);
        });
    }

    private Set<Long> present(long workspaceId) {
        Set<Long> present = new HashSet<>();
        WorkspaceMembersListParams next =
                WorkspaceMembersListParams.of(workspaceId).withLimit(PAGE);
        while (true) {
            WorkspaceMembersListResult page = client.workspaceMembersList(next);
            page.members().forEach(member -> present.add(member.user().id()));
            if (page.nextAfterId().isEmpty()) return present;
            next = next.withAfterId(page.nextAfterId().get());
        }
    }

    /** Adds the members of a channel who are members of its workspace in the archive. */
    private void members(
            ArchiveEntry.Channel channel, ImportPlan.Named named, Set<String> keys, Set<String> ownerKeys) {
        Set<String> inWorkspace = plan.members(survey, named.workspace()).keySet();
        List<Long> members = new ArrayList<>();
        for (String key : keys) {
            boolean again = named.closed()
                    && plan.people.containsKey(key)
                    && ImportPlan.known(plan.people, key).imported();
            if (again) continue; // an earlier import added them; they or others may have ended that
            if (inWorkspace.contains(key)) members.add(ImportPlan.known(people, key));
            else if (!survey.people.containsKey(key)) {
                progress.skip(channel.key() + " " + key, "a member of a channel who is not in the archive");
            } else if (ImportPlan.known(survey.people, key).account() == ArchiveEntry.Account.ACTIVE) {
                progress.skip(channel.key() + " " + key, "a member of a channel who is not a member of its workspace");
            }
        }
        if (named.closed() && channel.kind() != ArchiveEntry.Kind.PUBLIC) {
            return; // imported before; its members decide who joins
        }
        List<Long> owners = ownerKeys.stream()
                .map(people::get)
                .filter(members::contains)
                .limit(MEMBERS_MAX)
                .toList();
        ChannelImportParams params = owners.isEmpty()
                ? params(channel, named)
                : params(channel, named).withOwnerIds(owners);
        for (int from = 0; from < members.size() - MEMBERS_MAX; from += MEMBERS_MAX) {
            client.channelImport(params.withUserIds(members.subList(from, from + MEMBERS_MAX)));
        }
        int last = members.isEmpty() ? 0 : (members.size() - 1) / MEMBERS_MAX * MEMBERS_MAX;
        boolean here = named.closed() || plan.joined.contains(channel.key());
        if (channel.archived()) {
            progress.skip(
                    channel.key() + " " + named.name(),
                    here
                            ? "an archived channel of the source; the channel existed here and is not archived"
                            : "an archived channel of the source; the import archived it here");
        }
        client.channelImport(params.withUserIds(members.subList(last, members.size()))
                .withArchived(channel.archived() && !here)
                .withComplete(true));
    }

    /** Deactivates the accounts that imports created for people who are deactivated in the source, and for programs. */
    private void deactivate(ArchiveEntry.Person person) {
        ImportPlan.Account account = ImportPlan.known(plan.people, person.key());
        if (person.account() == ArchiveEntry.Account.ACTIVE || account.existed() || !account.active()) return;
        client.userDeactivate(UserDeactivateParams.of(ImportPlan.known(people, person.key())));
    }
}
