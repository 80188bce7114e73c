package collab.archive;

import collab.api.ChannelKindView;
import collab.api.ChannelListParams;
import collab.api.ChannelMemberView;
import collab.api.ChannelMembersListParams;
import collab.api.ChannelMembersListResult;
import collab.api.ChannelRoleView;
import collab.api.ChannelView;
import collab.api.Json;
import collab.api.MessageListParams;
import collab.api.MessageView;
import collab.api.UserGetParams;
import collab.api.UserView;
import collab.api.WorkspaceGetParams;
import collab.api.WorkspaceMemberView;
import collab.api.WorkspaceMembersListParams;
import collab.api.WorkspaceMembersListResult;
import collab.api.WorkspaceRoleView;
import collab.api.WorkspaceView;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a workspace as JSON lines: everything in it that the caller can read. Messages are streamed page by page, in the
 * order of history, replies among them, and with the deleted messages that have replies; people and channels are held in
 * memory. Not in the archive: earlier texts of edited messages, read positions, passwords, sessions, groups and rights.
 *
 * <p>It is not a snapshot: a message that is sent during the export may or may not be in it.
 */
public final class Exporter {
    private static final int PAGE = 200;

    private final CollabClient client;
    private final OutputStream out;
    private final Consumer<Long> progress;
    private final Set<Long> written = new HashSet<>();
    private long posts;

    private Exporter(CollabClient client, OutputStream out, Consumer<Long> progress) {
        this.client = client;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Returns the number of posts written.
     *
     * @param out stays open
     * @param progress called after each page with the number of posts so far
     */
    public static long run(CollabClient client, long workspaceId, OutputStream out, Consumer<Long> progress)
            throws IOException {
        Exporter exporter = new Exporter(client, out, progress);
        exporter.all(workspaceId);
        return exporter.posts;
    }

    private void all(long workspaceId) throws IOException {
        WorkspaceView workspace =
                client.workspaceGet(WorkspaceGetParams.of(workspaceId)).workspace();
        String key = Long.toString(workspaceId);
        line(Json.bytes(ArchiveEntryJson.header(
                "collab:" + workspaceId + "@" + workspace.createdAt().toEpochMilli())));
        write(new ArchiveEntry.Workspace(key, workspace.name()));
        people(workspaceId, key);
        List<ChannelView> channels =
                client.channelList(ChannelListParams.of(workspaceId)).channels();
        for (ChannelView channel : channels) channel(channel, key);
        for (ChannelView channel : channels) posts(channel);
        out.flush();
    }

    private void people(long workspaceId, String key) throws IOException {
        WorkspaceMembersListParams next =
                WorkspaceMembersListParams.of(workspaceId).withLimit(PAGE);
        while (true) {
            WorkspaceMembersListResult page = client.workspaceMembersList(next);
            for (WorkspaceMemberView member : page.members()) {
                UserView user = member.user();
                write(person(user));
                write(ArchiveEntry.Membership.inWorkspace(key, Long.toString(user.id()), role(member.role())));
            }
            if (page.nextAfterId().isEmpty()) return;
            next = next.withAfterId(page.nextAfterId().get());
        }
    }

    private static ArchiveEntry.Role role(WorkspaceRoleView role) {
        return switch (role) {
            case OWNER -> ArchiveEntry.Role.OWNER;
            case MEMBER -> ArchiveEntry.Role.MEMBER;
            case GUEST -> ArchiveEntry.Role.GUEST;
        };
    }

    private ArchiveEntry person(UserView user) {
        written.add(user.id());
        return new ArchiveEntry.Person(
                Long.toString(user.id()),
                user.username(),
                user.displayName(),
                user.deactivatedAt().isPresent() ? ArchiveEntry.Account.DEACTIVATED : ArchiveEntry.Account.ACTIVE);
    }

    private void channel(ChannelView channel, String workspace) throws IOException {
        List<String> members = new ArrayList<>();
        List<ArchiveEntry> owners = new ArrayList<>();
        String key = Long.toString(channel.id());
        ChannelMembersListParams next =
                ChannelMembersListParams.of(channel.id()).withLimit(PAGE);
        while (true) {
            ChannelMembersListResult page = client.channelMembersList(next);
            for (ChannelMemberView member : page.members()) {
                String person = Long.toString(member.userId());
                known(member.userId());
                members.add(person);
                if (member.role() == ChannelRoleView.OWNER && kind(channel.kind()) != ArchiveEntry.Kind.DIRECT) {
                    owners.add(
                            new ArchiveEntry.Membership(workspace, Optional.of(key), person, ArchiveEntry.Role.OWNER));
                }
            }
            if (page.nextAfterId().isEmpty()) break;
            next = next.withAfterId(page.nextAfterId().get());
        }
        if (kind(channel.kind()) == ArchiveEntry.Kind.DIRECT) { // also its people who left the workspace
            List<Long> people = channel.memberIds().orElse(List.of());
            for (long person : people) known(person);
            members = people.stream().map(String::valueOf).toList();
        }
        write(new ArchiveEntry.Channel(
                key,
                workspace,
                kind(channel.kind()),
                new ArchiveEntry.ChannelTitle(channel.name().orElse(""), channel.topic()),
                channel.archivedAt().isPresent(),
                members));
        for (ArchiveEntry owner : owners) write(owner);
    }

    private static ArchiveEntry.Kind kind(ChannelKindView kind) {
        return switch (kind) {
            case PUBLIC -> ArchiveEntry.Kind.PUBLIC;
            case PRIVATE -> ArchiveEntry.Kind.PRIVATE;
            case DM, GROUP_DM -> ArchiveEntry.Kind.DIRECT;
        };
    }

    // ---- Posts ----

    private void posts(ChannelView channel) throws IOException {
        long after = 0;
        while (true) {
            List<MessageView> page = client.messageList(MessageListParams.of(channel.id())
                            .withSinceId(after)
                            .withThreads(true)
                            .withLimit(PAGE))
                    .messages();
            if (page.isEmpty()) return;
            for (MessageView message : page) {
                if (message.deletedAt().isPresent()) deleted(message);
                else post(message);
            }
            after = page.getLast().id();
            progress.accept(posts);
        }
    }

    private void deleted(MessageView message) throws IOException {
        known(message.userId());
        write(new ArchiveEntry.DeletedPost(
                new ArchiveEntry.PostKey(
                        Long.toString(message.channelId()), Long.toString(message.id()), Optional.empty()),
                Long.toString(message.userId()),
                message.createdAt()));
        posts++;
    }

    private void post(MessageView message) throws IOException {
        known(message.userId());
        List<ArchiveEntry.Reaction> reactions = new ArrayList<>();
        for (var reaction : message.reactions()) {
            for (long user : reaction.userIds()) known(user);
            reactions.add(new ArchiveEntry.Reaction(
                    reaction.emoji(),
                    reaction.userIds().stream().map(String::valueOf).toList()));
        }
        write(new ArchiveEntry.Post(
                new ArchiveEntry.PostKey(
                        Long.toString(message.channelId()),
                        Long.toString(message.id()),
                        message.parentId().map(String::valueOf)),
                Long.toString(message.userId()),
                new ArchiveEntry.PostText(message.text(), message.createdAt(), message.editedAt()),
                message.pinned(),
                reactions));
        posts++;
    }

    /** An author who is no longer a member. */
    private void known(long userId) throws IOException {
        if (written.contains(userId)) return;
        try {
            write(person(client.userGet(UserGetParams.of(userId)).user()));
        } catch (CollabException.NotFound _) { // a user whom the caller may no longer see
            written.add(userId);
            write(new ArchiveEntry.Person(
                    Long.toString(userId), "user-" + userId, "User " + userId, ArchiveEntry.Account.DEACTIVATED));
        }
    }

    private void write(ArchiveEntry entry) throws IOException {
        line(Json.bytes(ArchiveEntryJson.write(entry)));
    }

    private void line(byte[] json) throws IOException {
        out.write(json);
        out.write('\n');
    }
}
