package collab.domain.rules;

import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.Grant;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The state of a client of a user: the state of its bootstrap, changed only by the events that it received. At any time it
 * must equal the state of a fresh bootstrap.
 *
 * @param messages the messages of the joined channels; a client fetches them when it joins a channel
 */
record ClientMirror(
        UserId owner,
        Map<UserId, User> self,
        Map<UserId, List<Grant>> permissions,
        Map<WorkspaceId, Workspace> workspaces,
        Map<WorkspaceId, WorkspaceRole> roles,
        Map<ChannelId, Channel> channels,
        Map<ChannelId, ReadState> readStates,
        Map<ChannelId, ReadState.Deleted> deletedUnread,
        Map<MessageId, Message> messages,
        ThreadMirror threads,
        Map<String, Preference> preferences,
        Map<String, LogPosition> drafts) {

    static ClientMirror boot(MemoryWorld world, UserId owner) {
        ClientMirror mirror = new ClientMirror(
                owner,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                ThreadMirror.boot(world, owner),
                new TreeMap<>(),
                new TreeMap<>());
        world.preferences(owner).forEach(mirror::put);
        world.drafts(owner).forEach(mirror::put);
        world.user(owner).ifPresent(user -> mirror.self.put(owner, user));
        mirror.permissions.put(owner, world.grants(owner));
        for (Workspace workspace : world.workspaces()) {
            world.workspaceRole(workspace.id(), owner).ifPresent(role -> {
                mirror.workspaces.put(workspace.id(), workspace);
                mirror.roles.put(workspace.id(), role);
                for (Channel channel : world.channelsOf(workspace.id(), owner)) {
                    mirror.channels.put(channel.id(), channel);
                    ReadState state = world.readState(owner, channel.id());
                    mirror.readStates.put(channel.id(), state);
                    mirror.deletedUnread.put(channel.id(), world.deletedAfter(owner, channel.id(), state.position()));
                    mirror.fetch(world, channel.id());
                }
            });
        }
        return mirror;
    }

    private void put(Preference preference) {
        String name = preference.place() + " " + preference.key();
        if (preference.value().isEmpty()) preferences.remove(name);
        else preferences.put(name, preference);
    }

    /** A client receives the version, and whether there is a text. */
    private void put(Draft draft) {
        String name = draft.place().channelId() + " "
                + draft.place().parentId().map(MessageId::value).orElse(0L);
        if (draft.text().isEmpty()) drafts.remove(name);
        else drafts.put(name, draft.ver());
    }

    private void left(PrefScope scope, long place) {
        if (scope == PrefScope.CHANNEL) drafts.keySet().removeIf(name -> name.startsWith(place + " "));
        preferences.values().removeIf(known -> known.key().scope() == scope && known.place() == place);
    }

    private void fetch(MemoryWorld world, ChannelId channel) {
        world.messages(channel).forEach(message -> messages.put(message.id(), message));
    }

    void apply(MemoryState.Logged logged, MemoryWorld world) {
        LogPosition seq = logged.seq();
        switch (logged.event()) {
            case Event.MessageCreated(Message message, long lastNo) -> {
                messages.put(message.id(), message);
                threads.created(message, seq);
                channels.computeIfPresent(message.channelId(), (_, channel) -> channel.reaching(lastNo));
                if (message.userId().equals(owner)) {
                    message.no().ifPresent(no -> {
                        changeReadState(message.channelId(), state -> state.wrote(message.id(), no, seq));
                        deletedUnread.computeIfPresent(
                                message.channelId(), (_, deleted) -> new ReadState.Deleted(0, deleted.broadcasts()));
                    });
                }
            }
            case Event.MessageUpdated(Message message, long lastNo) -> {
                messages.put(message.id(), message);
                channels.computeIfPresent(message.channelId(), (_, channel) -> channel.reaching(lastNo));
            }
            case Event.MessageDeleted deleted -> {
                messages.remove(deleted.messageId());
                threads.deleted(deleted);
                deletedUnread.computeIfPresent(deleted.channelId(), (_, known) -> with(known, deleted));
            }
            case Event.MessageReacted reacted ->
                messages.computeIfPresent(
                        reacted.messageId(), (_, message) -> message.reacted(reacted.reactions(), seq));
            case Event.MessagePinUpdated pin ->
                messages.computeIfPresent(pin.messageId(), (_, message) -> message.pinned(pin.pinned(), seq));
            case Event.ThreadUpdated thread ->
                messages.computeIfPresent(thread.parentId(), (_, message) -> message.answered(thread.replies(), seq));
            case Event.ChannelAdded added -> {
                ChannelId id = added.channel().id();
                channels.put(id, added.channel());
                readStates.put(id, ReadState.gained(owner, added.channel(), seq));
                deletedUnread.put(id, ReadState.Deleted.NONE);
                fetch(world, id);
            }
            case Event.ChannelUpdated(Channel channel) -> channels.put(channel.id(), channel);
            case Event.ChannelArchived(Channel channel) -> channels.put(channel.id(), channel);
            case Event.ChannelRemoved removed -> {
                channels.remove(removed.channelId());
                readStates.remove(removed.channelId());
                threads.left(removed.channelId());
                left(PrefScope.CHANNEL, removed.channelId().value());
                deletedUnread.remove(removed.channelId());
                messages.values().removeIf(message -> message.channelId().equals(removed.channelId()));
            }
            case Event.ChannelMemberJoined _,
                    Event.ChannelMemberLeft _ -> {} // lists of members are requested when needed
            case Event.ReadStateChanged(ReadState state, ReadState.Deleted deleted) -> {
                readStates.put(state.channelId(), state);
                deletedUnread.put(state.channelId(), deleted);
            }
            case Event.ThreadFollowed followed -> threads.followed(followed, seq);
            case Event.ThreadStateChanged changed -> threads.changed(changed);
            case Event.MentionCreated mention ->
                mention.mention()
                        .parentId()
                        .ifPresentOrElse(
                                parent -> threads.mentioned(
                                        parent, mention.threadMentions().orElseThrow(), seq),
                                () -> changeReadState(
                                        mention.mention().channelId(),
                                        state -> state.mentioned(mention.mentions(), seq)));
            case Event.BroadcastCreated(Mention mention, Broadcast reach, long broadcastNo) -> {
                channels.computeIfPresent(mention.channelId(), (_, channel) -> channel.addressed(broadcastNo));
                if (mention.author().equals(owner) && reach == Broadcast.CHANNEL) {
                    changeReadState(mention.channelId(), state -> state.addressed(broadcastNo, seq));
                    deletedUnread.computeIfPresent(
                            mention.channelId(), (_, deleted) -> new ReadState.Deleted(deleted.messages(), 0));
                }
            }
            case Event.UserUpdated(User user) -> self.computeIfPresent(user.id(), (_, _) -> user);
            case Event.PermissionsChanged(UserId user, List<Grant> grants) -> permissions.put(user, grants);
            case Event.GroupUpdated _ -> {} // groups are requested when needed
            case Event.SessionRevoked _ -> {} // ends the socket, not the state
            case Event.InvitationUpdated _ -> {} // invitations are requested when needed
            case Event.WorkspaceAdded added -> {
                workspaces.put(added.workspace().id(), added.workspace());
                roles.put(added.workspace().id(), added.role());
            }
            case Event.WorkspaceUpdated(Workspace workspace) -> workspaces.put(workspace.id(), workspace);
            case Event.WorkspaceRemoved removed -> {
                workspaces.remove(removed.workspaceId());
                roles.remove(removed.workspaceId());
                left(PrefScope.WORKSPACE, removed.workspaceId().value());
            }
            case Event.WorkspaceMemberJoined joined -> {
                if (joined.user().id().equals(owner)) {
                    roles.put(joined.workspaceId(), joined.role());
                }
            }
            case Event.WorkspaceMemberLeft _ -> {}
            case Event.AllRead read -> allRead(read, seq);
            case Event.PreferenceChanged(Preference preference) -> put(preference);
            case Event.DraftChanged(Draft draft) -> put(draft);
        }
    }

    private void allRead(Event.AllRead read, LogPosition seq) {
        threads.allRead(read, channels, seq);
        if (read.what() == OwnCommand.MarkAllRead.What.THREADS) return;
        channels.values().stream()
                .filter(channel -> channel.workspaceId().equals(read.workspaceId()))
                .forEach(channel -> {
                    changeReadState(
                            channel.id(),
                            state -> state.read(
                                    new ReadState.Position(read.lastRead(), channel.lastNo(), channel.broadcastNo()),
                                    0,
                                    seq));
                    deletedUnread.put(channel.id(), ReadState.Deleted.NONE);
                });
    }

    private ReadState.Deleted with(ReadState.Deleted known, Event.MessageDeleted event) {
        ReadState state = readStates.get(event.channelId());
        return new ReadState.Deleted(
                known.messages() + (event.no().orElse(0) > state.readNo() ? 1 : 0),
                known.broadcasts() + (event.broadcastNo().orElse(0) > state.readBroadcastNo() ? 1 : 0));
    }

    private void changeReadState(ChannelId channel, UnaryOperator<ReadState> change) {
        readStates.computeIfPresent(channel, (_, state) -> change.apply(state));
    }
}
