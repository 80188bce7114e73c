package collab.archive;

import collab.api.ChannelArchiveParams;
import collab.api.ChannelCreateParams;
import collab.api.ChannelKindView;
import collab.api.ChannelMembersAddParams;
import collab.api.ChannelUnarchiveParams;
import collab.api.ChannelView;
import collab.api.ErrorCode;
import collab.api.ImportedMessageView;
import collab.api.MessageImportParams;
import collab.api.ReactionView;
import collab.api.SessionBootstrapParams;
import collab.api.SessionBootstrapResult;
import collab.api.UserDeactivateParams;
import collab.api.UserView;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * <p><b>Memory.</b> People, channels and memberships are held in memory, posts are not: at most {@link #PENDING_MAX}
 * wait to be sent.
 *
 * <p>One thread runs one import once.
 */
public final class Importer {
    static final int BATCH_MAX = 100;
    static final int BATCH_CHARACTERS_MAX = 200_000;
    static final int PENDING_MAX = 1_000;
    private static final int TEXT_MAX = 16_000;
    private static final int EMOJI_MAX = 50;
    private static final int EMOJI_CHARACTERS_MAX = 64;
    private static final int REACTORS_MAX = 1_000;
    private static final int NAME_MAX = 80;
    private static final int TOPIC_MAX = 250;
    private static final int KEY_MAX = 100;
    private static final int CONVERSATION_MAX = 9;

    private final CollabClient client;
    private final Options options;
    private final ImportCheckpoint checkpoint;
    private final ImportReport report;
    private final long self;
    private final TargetDirectory directory;

    // ---- Keys of the archive and what they refer to on this server ----

    private final Map<String, Long> workspaces = new HashMap<>();
    private final Map<String, UserView> people = new HashMap<>();
    private final Map<String, UserView> deactivated = new LinkedHashMap<>();
    private final Map<String, Target> channels = new LinkedHashMap<>();
    private final Set<Membership> memberships = new LinkedHashSet<>();

    // ---- Posts that wait to be sent ----

    private long postsRead;
    private long postsBefore;
    private int pending;

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

    /**
     * The target of posts: a channel, or the direct message between some people, which is created with its first post.
     */
    private sealed interface Place {
        record Named(ChannelView channel) implements Place {}

        record Between(long workspaceId, List<Long> people) implements Place {}
    }

    /** A target and the posts that wait to be sent to it. */
    private static final class Target {
        final Place place;
        final List<Waiting> waiting = new ArrayList<>();
        final boolean archived;
        boolean open;
        int characters;

        Target(Place place, boolean archived) {
            this.place = place;
            this.archived = archived;
            this.open = !(place instanceof Place.Named(ChannelView channel))
                    || channel.archivedAt().isEmpty();
        }

        MessageImportParams params(List<ImportedMessageView> messages) {
            return switch (place) {
                case Place.Named(ChannelView channel) ->
                    MessageImportParams.of(messages).withChannelId(channel.id());
                case Place.Between(long workspaceId, List<Long> people) ->
                    MessageImportParams.of(messages)
                            .withWorkspaceId(workspaceId)
                            .withUserIds(people);
            };
        }

        String name() {
            return switch (place) {
                case Place.Named(ChannelView channel) -> channel.name().orElse("channel " + channel.id());
                case Place.Between(long _, List<Long> people) -> "direct message of " + people;
            };
        }
    }

    private record Waiting(long index, ImportedMessageView message) {}

    private Importer(CollabClient client, Options options) {
        this.client = client;
        this.options = options;
        SessionBootstrapResult state = client.call(SessionBootstrapParams.of());
        this.self = state.user().id();
        this.checkpoint = new ImportCheckpoint(options.state(), options.source() + " " + state.epoch());
        this.report = new ImportReport(options.skipped());
        checkpoint.load().ifPresent(saved -> {
            report.resume(saved);
            postsBefore = saved.path("posts").asLong();
        });
        this.directory = new TargetDirectory(client, report, options.source());
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
                workspaces.put(key, directory.workspace(options.workspace().orElse(cut(name, NAME_MAX))));
            case ArchiveEntry.Person person -> take(person);
            case ArchiveEntry.Channel channel -> take(channel);
            case ArchiveEntry.Membership membership -> take(membership);
            case ArchiveEntry.Post post -> take(post);
            case ArchiveEntry.Skipped skipped -> skip(skipped);
        }
    }

    /** Posts that an earlier run counted are not counted again. */
    private void skip(ArchiveEntry.Skipped skipped) {
        if (postsRead >= postsBefore) report.skip(skipped);
    }

    private void skip(String what, String why) {
        skip(new ArchiveEntry.Skipped(what, why));
    }

    // ---- People and channels ----

    private void take(ArchiveEntry.Person person) {
        String username = UsernameMapper.fitting(person.username());
        String name = person.displayName().isBlank()
                ? username
                : cut(person.displayName().strip(), NAME_MAX);
        Optional<UserView> here = directory.person(username, name);
        here.ifPresentOrElse(
                user -> people.put(person.key(), user),
                () -> skip("person " + username, "a user whom the caller may not see has this username"));
        if (person.deactivated()) here.ifPresent(user -> deactivated.put(person.key(), user));
    }

    private void take(ArchiveEntry.Channel channel) {
        Long workspaceId = workspaces.get(channel.workspace());
        if (workspaceId == null) {
            skip("channel " + channel.key(), "its workspace is not in the archive");
            return;
        }
        Optional<Place> here = channel.kind() == ArchiveEntry.Kind.DIRECT
                ? conversation(channel, workspaceId)
                : Optional.of(new Place.Named(named(workspaceId, cut(channel.name(), NAME_MAX), channel)));
        here.ifPresent(place -> channels.put(channel.key(), new Target(place, channel.archived())));
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
            String topic = cut(channel.topic().strip().replaceAll("\\s+", " "), TOPIC_MAX);
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
                skip("channel " + channel.key(), "a direct message with a person who is not in the archive");
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
        if (workspaceId == null) skip("membership of " + membership.person(), "its workspace is not in the archive");
        else memberships.add(new Membership(workspaceId, membership.channel(), membership.person()));
    }

    // ---- Posts ----

    private void take(ArchiveEntry.Post post) {
        long index = postsRead++;
        if (index < postsBefore) return;
        Target target = channels.get(post.channel());
        UserView author = people.get(post.author());
        String where = post.channel() + " " + post.key();
        if (target == null) skip(where, "in a channel that is not in the archive");
        else if (author == null) skip(where, "by a person who is not in the archive");
        else if (post.text().isBlank()) skip(where, "without a text");
        else if (!isUnicode(post.text())) skip(where, "a text that is not valid Unicode");
        else wait(target, new Waiting(index, message(post, author, where)));
    }

    private static boolean isUnicode(String text) {
        return collab.api.Json.isUnicode(text) && text.indexOf(0) < 0;
    }

    private ImportedMessageView message(ArchiveEntry.Post post, UserView author, String where) {
        String text = cut(post.text(), TEXT_MAX);
        if (text.length() < post.text().length()) skip(where, "the end of a text over " + TEXT_MAX + " characters");
        ImportedMessageView message = ImportedMessageView.of(key(post.key()), author.id(), text, post.createdAt());
        if (post.editedAt().filter(at -> !at.isBefore(post.createdAt())).isPresent()) {
            message = message.withEditedAt(post.editedAt().get());
        }
        if (post.parent().isPresent())
            message = message.withParentKey(key(post.parent().get()));
        if (post.pinned()) message = message.withPinned(true);
        List<ReactionView> reactions = reactions(post, where);
        return reactions.isEmpty() ? message : message.withReactions(reactions);
    }

    private static String key(String key) {
        return key.length() <= KEY_MAX ? key : TargetDirectory.hash(key);
    }

    private List<ReactionView> reactions(ArchiveEntry.Post post, String where) {
        Map<String, Set<Long>> byEmoji = new LinkedHashMap<>();
        int reactors = 0;
        for (ArchiveEntry.Reaction reaction : post.reactions()) {
            for (String person : reaction.people()) {
                UserView user = people.get(person);
                boolean room = byEmoji.containsKey(reaction.emoji()) || byEmoji.size() < EMOJI_MAX;
                if (user == null) {
                    skip(where, "a reaction of a person who is not in the archive");
                } else if (reaction.emoji().isBlank()
                        || reaction.emoji().codePointCount(0, reaction.emoji().length()) > EMOJI_CHARACTERS_MAX) {
                    skip(where, "a reaction whose name is not known here");
                } else if (!room || reactors == REACTORS_MAX) {
                    skip(where, "more reactions than a message may have");
                } else if (byEmoji.computeIfAbsent(reaction.emoji(), _ -> new LinkedHashSet<>())
                        .add(user.id())) {
                    reactors++;
                }
            }
        }
        return byEmoji.entrySet().stream()
                .map(entry -> ReactionView.of(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private void wait(Target target, Waiting post) {
        target.waiting.add(post);
        target.characters += post.message().text().length();
        pending++;
        if (target.waiting.size() >= BATCH_MAX || target.characters >= BATCH_CHARACTERS_MAX) send(target);
        else if (pending >= PENDING_MAX) sendAll();
    }

    private void sendAll() {
        for (Target target : channels.values()) if (!target.waiting.isEmpty()) send(target);
    }

    private void send(Target target) {
        open(target);
        List<ImportedMessageView> messages =
                target.waiting.stream().map(Waiting::message).toList();
        send(target, messages);
        pending -= target.waiting.size();
        target.waiting.clear();
        target.characters = 0;
        checkpoint.save(reached(), report);
        options.progress().accept(postsRead);
    }

    /** An archived channel cannot be written to, so it is opened during the import. */
    private void open(Target target) {
        if (target.open || !(target.place instanceof Place.Named(ChannelView channel))) return;
        client.channelUnarchive(ChannelUnarchiveParams.of(channel.id()));
        target.open = true;
    }

    /**
     * Sends all posts at once. When one of them is rejected, sends the halves, down to the rejected post, which is
     * skipped.
     */
    private void send(Target target, List<ImportedMessageView> messages) {
        MessageImportParams params = target.params(messages);
        try {
            client.messageImport(
                    params.withOpId(directory.opId("posts", params.toJson().toString())));
            report.count("posts", messages.size());
        } catch (CollabException rejected) {
            if (!concernsPosts(rejected)) throw rejected;
            if (messages.size() > 1) {
                send(target, messages.subList(0, messages.size() / 2));
                send(target, messages.subList(messages.size() / 2, messages.size()));
            } else {
                leaveOut(target, messages.getFirst(), rejected);
            }
        }
    }

    private static boolean concernsPosts(CollabException rejected) {
        return switch (rejected) {
            case CollabException.InvalidCall _, CollabException.Conflict _, CollabException.TooLarge _ -> true;
            case CollabException.NotFound missing ->
                missing.reason()
                        .map(reason -> reason == ErrorCode.MESSAGE_NOT_FOUND || reason == ErrorCode.USER_NOT_FOUND)
                        .orElse(false);
            case CollabException.Unauthenticated _,
                    CollabException.PermissionDenied _,
                    CollabException.RateLimited _,
                    CollabException.Unavailable _,
                    CollabException.ServerFault _,
                    CollabException.Unreachable _ -> false;
        };
    }

    private void leaveOut(Target target, ImportedMessageView message, CollabException rejected) {
        String where = target.name() + " " + message.key();
        Optional<ErrorCode> reason = rejected.reason();
        if (message.pinned().orElse(false)
                && reason.filter(ErrorCode.TOO_MANY_PINS::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(where, "more pins than a channel may have"));
            send(target, List.of(message.withPinned(false)));
        } else if (reason.filter(ErrorCode.MESSAGE_NOT_FOUND::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(where, "a reply to something that was not imported"));
        } else {
            report.skip(new ArchiveEntry.Skipped(where, "rejected: " + rejected.getMessage()));
        }
    }

    /** The number of the archive's first posts that are done. */
    private long reached() {
        long reached = postsRead;
        for (Target target : channels.values()) {
            if (!target.waiting.isEmpty())
                reached = Math.min(reached, target.waiting.getFirst().index());
        }
        return Math.max(reached, postsBefore);
    }

    // ---- End ----

    private void finish() throws IOException {
        sendAll();
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
        for (Target target : channels.values()) {
            if (target.archived && target.place instanceof Place.Named(ChannelView channel)) {
                client.channelArchive(ChannelArchiveParams.of(channel.id()));
            }
        }
        for (UserView person : deactivated.values()) {
            if (person.deactivatedAt().isEmpty()) client.userDeactivate(UserDeactivateParams.of(person.id()));
        }
        checkpoint.forget();
    }

    /** A direct message already has its members. */
    private void join(Target target, UserView person) {
        if (person.id() == self || !target.open || !(target.place instanceof Place.Named(ChannelView channel))) return;
        client.channelMembersAdd(ChannelMembersAddParams.of(channel.id(), person.id()));
    }

    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
