package collab.archive;

import collab.api.ChannelArchiveParams;
import collab.api.ChannelCreateParams;
import collab.api.ChannelKindView;
import collab.api.ChannelMembersAddParams;
import collab.api.ChannelView;
import collab.api.Json;
import collab.api.SessionBootstrapParams;
import collab.api.SessionBootstrapResult;
import collab.api.UserDeactivateParams;
import collab.api.UserView;
import collab.archive.ImportTarget.Place;
import collab.client.CollabClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Imports an archive: creates what is missing, and keeps authors and times of posts. People join last, so that old
 * messages do not become unread for them.
 *
 * <p><b>Repetition.</b> An import can be repeated at any time, after a crash or after it was complete: everything is
 * recognised by its name, and posts by their keys, so nothing is imported twice. A checkpoint avoids sending posts
 * again.
 *
 * <p><b>Memory.</b> People, channels and memberships are held in memory, posts are not: at most 1,000
 * wait to be sent.
 *
 * <p>One thread runs one import once.
 */
public final class Importer {
    private static final int NAME_MAX = 80;
    private static final int TOPIC_MAX = 250;
    private static final int CONVERSATION_MAX = 9;

    private final CollabClient client;
    private final Options options;
    private final ImportReport report;
    private final ImportProgress progress;
    private final long self;
    private final TargetDirectory directory;
    private final PostConverter converter;
    private final PostSender sender;

    // ---- Keys of the archive and what they refer to on this server ----

    private final Map<String, Long> workspaces = new HashMap<>();
    private final Map<String, UserView> people = new HashMap<>();
    private final Map<String, UserView> deactivated = new LinkedHashMap<>();
    private final Map<String, ImportTarget> channels = new LinkedHashMap<>();
    private final Set<Membership> memberships = new LinkedHashSet<>();

    /**
     * The options of an import.
     *
     * @param workspace the name of the target workspace; empty for the name in the archive
     * @param state the file of the checkpoint
     * @param source identifies the archive in the checkpoint: the same file has the same name
     * @param skipped receives everything that is skipped
     * @param progress called after each request with the number of posts so far
     */
    public record Options(
            Optional<String> workspace,
            Path state,
            String source,
            Consumer<ArchiveEntry.Skipped> skipped,
            Consumer<Long> progress) {}

    private record Membership(long workspaceId, Optional<String> channel, String person) {}

    private Importer(CollabClient client, Options options) {
        this.client = client;
        this.options = options;
        SessionBootstrapResult state = client.call(SessionBootstrapParams.of());
        this.self = state.user().id();
        this.report = new ImportReport(options.skipped());
        this.progress = new ImportProgress(
                new ImportCheckpoint(options.state(), options.source() + " " + state.epoch()),
                report,
                options.progress());
        this.directory = new TargetDirectory(client, report, options.source());
        this.converter = new PostConverter(people, progress);
        this.sender = new PostSender(client, directory, report, progress, channels.values());
    }

    public static ImportReport run(CollabClient client, Archive archive, Options options) throws IOException {
        Importer importer = new Importer(client, options);
        archive.read(importer::take);
        importer.finish();
        return importer.report;
    }

    private void take(ArchiveEntry entry) {
        switch (entry) {
            case ArchiveEntry.Workspace(String key, String name) ->
                workspaces.put(key, directory.workspace(options.workspace().orElse(PostConverter.cut(name, NAME_MAX))));
            case ArchiveEntry.Person person -> take(person);
            case ArchiveEntry.Channel channel -> take(channel);
            case ArchiveEntry.Membership membership -> take(membership);
            case ArchiveEntry.Post post -> take(post);
            case ArchiveEntry.Skipped skipped -> progress.skip(skipped);
        }
    }

    // ---- People and channels ----

    private void take(ArchiveEntry.Person person) {
        String username = UsernameMapper.fitting(person.username());
        String name = person.displayName().isBlank()
                ? username
                : PostConverter.cut(person.displayName().strip(), NAME_MAX);
        Optional<UserView> here = directory.person(username, name);
        here.ifPresentOrElse(
                user -> people.put(person.key(), user),
                () -> progress.skip("person " + username, "a user whom the caller may not see has this username"));
        if (person.deactivated()) here.ifPresent(user -> deactivated.put(person.key(), user));
    }

    private void take(ArchiveEntry.Channel channel) {
        Long workspaceId = workspaces.get(channel.workspace());
        if (workspaceId == null) {
            progress.skip("channel " + channel.key(), "its workspace is not in the archive");
            return;
        }
        Optional<Place> here = channel.kind() == ArchiveEntry.Kind.DIRECT
                ? conversation(channel, workspaceId)
                : Optional.of(
                        new Place.Named(named(workspaceId, PostConverter.cut(channel.name(), NAME_MAX), channel)));
        here.ifPresent(place -> channels.put(channel.key(), new ImportTarget(place, channel.archived())));
        if (here.isEmpty()) return;
        for (String member : channel.members()) {
            memberships.add(new Membership(workspaceId, Optional.of(channel.key()), member));
        }
    }

    private ChannelView named(long workspaceId, String name, ArchiveEntry.Channel channel) {
        return directory.channel(workspaceId, name).orElseGet(() -> {
            ChannelKindView kind =
                    channel.kind() == ArchiveEntry.Kind.PUBLIC ? ChannelKindView.PUBLIC : ChannelKindView.PRIVATE;
            ChannelCreateParams params = ChannelCreateParams.of(workspaceId, kind)
                    .withName(name)
                    .withOpId(directory.opId("channel", workspaceId + "/" + channel.key()));
            String topic = PostConverter.cut(channel.topic().strip().replaceAll("\\s+", " "), TOPIC_MAX);
            ChannelView made = client.channelCreate(topic.isEmpty() ? params : params.withTopic(topic))
                    .channel();
            directory.made(made);
            return made;
        });
    }

    /** A direct message of one person, or of more people than allowed, becomes a private channel of them. */
    private Optional<Place> conversation(ArchiveEntry.Channel channel, long workspaceId) {
        Set<Long> ids = new TreeSet<>();
        Set<String> usernames = new TreeSet<>();
        for (String member : channel.members()) {
            UserView person = people.get(member);
            if (person == null) {
                progress.skip("channel " + channel.key(), "a direct message with a person who is not in the archive");
                return Optional.empty();
            }
            ids.add(person.id());
            usernames.add(person.username());
        }
        if (ids.size() >= 2 && ids.size() <= CONVERSATION_MAX) {
            ids.forEach(id -> directory.join(workspaceId, id));
            return Optional.of(new Place.Between(workspaceId, List.copyOf(ids)));
        }
        String names = "dm-" + String.join("-", usernames);
        return Optional.of(new Place.Named(
                named(workspaceId, names.length() <= NAME_MAX ? names : "dm-" + TargetDirectory.hash(names), channel)));
    }

    private void take(ArchiveEntry.Membership membership) {
        Long workspaceId = workspaces.get(membership.workspace());
        if (workspaceId == null)
            progress.skip("membership of " + membership.person(), "its workspace is not in the archive");
        else memberships.add(new Membership(workspaceId, membership.channel(), membership.person()));
    }

    // ---- Posts ----

    private void take(ArchiveEntry.Post post) {
        long index = progress.readPost();
        if (progress.isDone(index)) return;
        ImportTarget target = channels.get(post.channel());
        UserView author = people.get(post.author());
        String where = post.channel() + " " + post.key();
        if (target == null) progress.skip(where, "in a channel that is not in the archive");
        else if (author == null) progress.skip(where, "by a person who is not in the archive");
        else if (post.text().isBlank()) progress.skip(where, "without a text");
        else if (!isUnicode(post.text())) progress.skip(where, "a text that is not valid Unicode");
        else sender.enqueue(target, index, converter.message(post, author, where));
    }

    private static boolean isUnicode(String text) {
        return Json.isUnicode(text) && text.indexOf(0) < 0;
    }

    // ---- End ----

    private void finish() throws IOException {
        sender.sendAll();
        Set<Membership> joined = new HashSet<>();
        for (Membership membership : memberships) {
            UserView person = people.get(membership.person());
            if (person == null || deactivated.containsKey(membership.person())) continue;
            Membership inWorkspace = new Membership(membership.workspaceId(), Optional.empty(), membership.person());
            if (person.id() != self && joined.add(inWorkspace)) {
                directory.join(membership.workspaceId(), person.id());
            }
            membership.channel().map(channels::get).ifPresent(target -> join(target, person));
        }
        for (ImportTarget target : channels.values()) {
            if (target.archived && target.place instanceof Place.Named(ChannelView channel)) {
                client.channelArchive(ChannelArchiveParams.of(channel.id()));
            }
        }
        for (UserView person : deactivated.values()) {
            if (person.deactivatedAt().isEmpty()) client.userDeactivate(UserDeactivateParams.of(person.id()));
        }
        progress.forget();
    }

    /** A direct message already has its members. */
    private void join(ImportTarget target, UserView person) {
        if (person.id() == self || !target.open || !(target.place instanceof Place.Named(ChannelView channel))) return;
        client.channelMembersAdd(ChannelMembersAddParams.of(channel.id(), person.id()));
    }
}
