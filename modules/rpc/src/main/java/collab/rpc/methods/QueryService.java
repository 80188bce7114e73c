package collab.rpc.methods;

import collab.api.AuthInfoParams;
import collab.api.AuthLoginParams;
import collab.api.AuthTicketParams;
import collab.api.AuthTokenCreateParams;
import collab.api.AuthTokenListParams;
import collab.api.ChannelGetParams;
import collab.api.ChannelGetResult;
import collab.api.ChannelListParams;
import collab.api.ChannelListResult;
import collab.api.ChannelMembersListParams;
import collab.api.ChannelMembersListResult;
import collab.api.ChannelView;
import collab.api.ErrorCode;
import collab.api.EventFrameView;
import collab.api.GroupGetParams;
import collab.api.GroupListParams;
import collab.api.GroupMembersListParams;
import collab.api.GroupMembersResolveParams;
import collab.api.GroupRightsGetParams;
import collab.api.HealthStatusView;
import collab.api.Json;
import collab.api.MentionListParams;
import collab.api.MentionListResult;
import collab.api.MentionedInView;
import collab.api.MessageGetParams;
import collab.api.MessageGetResult;
import collab.api.MessageHistoryParams;
import collab.api.MessageHistoryResult;
import collab.api.MessageListParams;
import collab.api.MessageListResult;
import collab.api.MessagePinsParams;
import collab.api.MessagePinsResult;
import collab.api.MessageSearchParams;
import collab.api.MessageVersionView;
import collab.api.MutatingParams;
import collab.api.OpenRpcDocument;
import collab.api.Pointer;
import collab.api.PresenceListParams;
import collab.api.PresenceListResult;
import collab.api.PresenceMarkConnectionParams;
import collab.api.PresenceView;
import collab.api.ReadGetParams;
import collab.api.ReadGetResult;
import collab.api.ReadUnreadCountsParams;
import collab.api.ReadUnreadCountsResult;
import collab.api.RpcDiscoverParams;
import collab.api.RpcDiscoverResult;
import collab.api.RpcHealthParams;
import collab.api.RpcHealthResult;
import collab.api.RpcParams;
import collab.api.RpcResult;
import collab.api.ServerInfoView;
import collab.api.SessionBootstrapParams;
import collab.api.SessionBootstrapResult;
import collab.api.SessionDigestParams;
import collab.api.SessionDigestResult;
import collab.api.SessionPullParams;
import collab.api.SessionPullResult;
import collab.api.ThreadListParams;
import collab.api.ThreadListResult;
import collab.api.TypingRelayParams;
import collab.api.TypingRelayResult;
import collab.api.UserGetParams;
import collab.api.UserGetResult;
import collab.api.UserMeParams;
import collab.api.UserMeResult;
import collab.api.UserPermissionsParams;
import collab.api.UserPermissionsResult;
import collab.api.UsersListParams;
import collab.api.UsersListResult;
import collab.api.WorkspaceGetParams;
import collab.api.WorkspaceGetResult;
import collab.api.WorkspaceListParams;
import collab.api.WorkspaceListResult;
import collab.api.WorkspaceMemberView;
import collab.api.WorkspaceMembersListParams;
import collab.api.WorkspaceMembersListResult;
import collab.api.WorkspaceView;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.Persistence;
import collab.persistence.PositionPruned;
import collab.persistence.Snapshot;
import collab.rpc.auth.Authentication;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The methods that change nothing. Each reads one snapshot, through the eyes of the caller, and says at which position.
 */
public final class QueryService {
    /** People looked at to find those who are online or say something. */
    private static final int PEERS_MAX = 10_000;

    private static final int PRESENCE_MAX = 1_000;
    private static final int PAGE = 1_000;

    /** The contract and the product are released together. */
    private static final String VERSION = OpenRpcDocument.version();

    private static final EventShape SHAPE = EventShapes.ALL.shape(EventShapes.NATIVE_VERSION);

    private final Persistence persistence;
    private final Authentication identity;
    private final PresenceSource presence;
    private final SignalSink signals;

    /** Where calls go that change something. */
    private final CommandService commands;

    public QueryService(
            Persistence persistence,
            Authentication identity,
            PresenceSource presence,
            SignalSink signals,
            CommandService commands) {
        this.persistence = persistence;
        this.identity = identity;
        this.presence = presence;
        this.signals = signals;
        this.commands = commands;
    }

    public RpcResult answer(CallContext visitor, RpcParams<?> params) {
        return switch (params) {
            case MutatingParams<?> it -> commands.execute(visitor, it);
            case RpcDiscoverParams _ -> new RpcDiscoverResult(OpenRpcDocument.json());
            case RpcHealthParams _ -> health();
            case AuthInfoParams _ -> identity.info();
            case AuthLoginParams it -> identity.login(visitor, it);
            case AuthTokenCreateParams it -> identity.createToken(visitor, it);
            case AuthTokenListParams it -> identity.listTokens(visitor, it);
            case AuthTicketParams _ -> identity.ticket(visitor);
            case UserMeParams _ -> read(visitor, seen -> me(visitor, seen));
            case UserGetParams it ->
                read(visitor, seen -> new UserGetResult(EntityViews.of(seen.user(it.userId())), seen.seq()));
            case UserPermissionsParams it -> read(visitor, seen -> permissions(visitor, seen, it));
            case UsersListParams it -> read(visitor, seen -> users(seen, it));
            case GroupGetParams it -> read(visitor, seen -> new GroupService(visitor, seen).get(it));
            case GroupListParams it -> read(visitor, seen -> new GroupService(visitor, seen).list(it));
            case GroupMembersListParams it -> read(visitor, seen -> new GroupService(visitor, seen).members(it));
            case GroupMembersResolveParams it -> read(visitor, seen -> new GroupService(visitor, seen).resolve(it));
            case GroupRightsGetParams it -> read(visitor, seen -> new GroupService(visitor, seen).rights(it));
            case WorkspaceGetParams it ->
                read(visitor, seen -> new WorkspaceGetResult(view(seen, seen.workspace(it.workspaceId())), seen.seq()));
            case WorkspaceListParams _ ->
                read(visitor, seen -> new WorkspaceListResult(workspaces(visitor, seen), seen.seq()));
            case WorkspaceMembersListParams it -> read(visitor, seen -> members(seen, it));
            case ChannelGetParams it ->
                read(visitor, seen -> {
                    Channel channel = seen.channel(new ChannelId(it.channelId()));
                    return new ChannelGetResult(
                            EntityViews.of(
                                    channel, seen.sight().roleIn(channel.id()).isPresent()),
                            seen.seq());
                });
            case ChannelListParams it -> read(visitor, seen -> channels(visitor, seen, it));
            case ChannelMembersListParams it -> read(visitor, seen -> members(seen, it));
            case MessageGetParams it ->
                read(visitor, seen -> new MessageGetResult(EntityViews.of(seen.message(it.messageId())), seen.seq()));
            case MessageHistoryParams it -> read(visitor, seen -> history(seen, it));
            case MessageSearchParams it -> read(visitor, seen -> new SearchService(visitor, seen).search(it));
            case MentionListParams it -> read(visitor, seen -> mentions(visitor, seen, it));
            case MessageListParams it -> read(visitor, seen -> messages(seen, it));
            case MessagePinsParams it ->
                read(visitor, seen -> {
                    Channel channel = seen.readable(new ChannelId(it.channelId()));
                    return new MessagePinsResult(
                            EntityViews.messages(seen.snapshot().pinned(channel.id())), seen.seq());
                });
            case ThreadListParams it -> read(visitor, seen -> replies(seen, it));
            case ReadGetParams it -> read(visitor, seen -> readState(visitor, seen, it));
            case ReadUnreadCountsParams it -> read(visitor, seen -> unreadCounts(visitor, seen, it));
            case TypingRelayParams it -> typing(visitor, it);
            case PresenceListParams it -> read(visitor, seen -> presence(seen, it));
            case PresenceMarkConnectionParams _ -> {
                visitor.session();
                throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "gateways report connections, over the link");
            }
            case SessionBootstrapParams _ -> read(visitor, seen -> bootstrap(visitor, seen));
            case SessionDigestParams it ->
                read(visitor, seen -> {
                    Channel channel = seen.readable(new ChannelId(it.channelId()));
                    String digest = seen.snapshot().digest(channel.id());
                    return new SessionDigestResult(channel.id().value(), seen.seq(), digest);
                });
            case SessionPullParams it -> pull(visitor, it);
        };
    }

    private <R> R read(CallContext visitor, Function<VisibleSnapshot, R> query) {
        visitor.session();
        return persistence.snapshots().read(snapshot -> query.apply(VisibleSnapshot.by(visitor, snapshot)));
    }

    private RpcHealthResult health() {
        HealthStatusView status = commands.writable() ? HealthStatusView.OK : HealthStatusView.DEGRADED;
        return new RpcHealthResult(
                status, VERSION, Optional.of(persistence.log().epoch()));
    }

    // ---- people ----

    private static UserMeResult me(CallContext visitor, VisibleSnapshot seen) {
        UserId me = visitor.userId();
        User user = seen.user(me.value());
        return new UserMeResult(
                EntityViews.of(user), EntityViews.permissions(seen.snapshot().grants(me)), seen.seq());
    }

    private static UserPermissionsResult permissions(
            CallContext visitor, VisibleSnapshot seen, UserPermissionsParams params) {
        User user = seen.user(params.userId().orElse(visitor.userId().value()));
        if (!seen.sight().is(user.id()) && !seen.sight().holds(Right.ADMIN)) {
            throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "another person's rights are shown to administrators");
        }
        return new UserPermissionsResult(EntityViews.permissions(seen.snapshot().grants(user.id())), seen.seq());
    }

    private static UsersListResult users(VisibleSnapshot seen, UsersListParams params) {
        Workspace workspace = seen.workspace(params.workspaceId());
        List<User> found = seen.snapshot().users(workspace.id(), after(params.afterId()), params.limit() + 1);
        Page<User> page = Page.of(found, params.limit());
        return new UsersListResult(
                page.rows().stream().map(EntityViews::of).toList(),
                page.next(user -> user.id().value()),
                seen.seq());
    }

    // ---- workspaces ----

    private static WorkspaceView view(VisibleSnapshot seen, Workspace workspace) {
        return seen.sight()
                .roleIn(workspace.id())
                .map(role -> EntityViews.of(workspace, role))
                .orElseGet(() -> EntityViews.of(workspace));
    }

    private static List<WorkspaceView> workspaces(CallContext visitor, VisibleSnapshot seen) {
        return seen.snapshot().workspacesOf(visitor.userId()).stream()
                .map(workspace -> view(seen, workspace))
                .toList();
    }

    private static WorkspaceMembersListResult members(VisibleSnapshot seen, WorkspaceMembersListParams params) {
        WorkspaceId workspace = seen.workspace(params.workspaceId()).id();
        List<WorkspaceMember> found =
                seen.snapshot().workspaceMembers(workspace, after(params.afterId()), params.limit() + 1);
        Page<WorkspaceMember> page = Page.of(found, params.limit());
        List<WorkspaceMemberView> members = page.rows().stream()
                .flatMap(member -> seen.snapshot().user(member.userId()).stream()
                        .map(user -> EntityViews.of(workspace, user, member.role())))
                .toList();
        return new WorkspaceMembersListResult(
                members, page.next(member -> member.userId().value()), seen.seq());
    }

    // ---- channels ----

    /** One's own and the public ones one may browse, each once. */
    private static ChannelListResult channels(CallContext visitor, VisibleSnapshot seen, ChannelListParams params) {
        WorkspaceId workspace = seen.workspace(params.workspaceId()).id();
        SortedMap<ChannelId, ChannelView> channels = new TreeMap<>();
        if (seen.sight().browses(workspace)) {
            seen.snapshot()
                    .publicChannels(workspace)
                    .forEach(channel -> channels.put(channel.id(), EntityViews.of(channel, false)));
        }
        seen.snapshot()
                .channelsOf(workspace, visitor.userId())
                .forEach(channel -> channels.put(channel.id(), EntityViews.of(channel, true)));
        return new ChannelListResult(List.copyOf(channels.values()), seen.seq());
    }

    private static ChannelMembersListResult members(VisibleSnapshot seen, ChannelMembersListParams params) {
        ChannelId channel = seen.channel(new ChannelId(params.channelId())).id();
        List<ChannelMember> found =
                seen.snapshot().channelMembers(channel, after(params.afterId()), params.limit() + 1);
        Page<ChannelMember> page = Page.of(found, params.limit());
        return new ChannelMembersListResult(
                page.rows().stream().map(EntityViews::of).toList(),
                page.next(member -> member.userId().value()),
                seen.seq());
    }

    // ---- messages ----

    private static MessageListResult messages(VisibleSnapshot seen, MessageListParams params) {
        Channel channel = seen.readable(new ChannelId(params.channelId()));
        List<Message> messages = seen.snapshot()
                .messages(channel.id(), since(params.sinceId()), before(params.beforeId()), params.limit());
        return new MessageListResult(EntityViews.messages(messages), seen.seq());
    }

    private static ThreadListResult replies(VisibleSnapshot seen, ThreadListParams params) {
        Message parent = seen.message(params.parentId());
        List<Message> replies = seen.snapshot()
                .replies(parent.id(), since(params.sinceId()), before(params.beforeId()), params.limit());
        return new ThreadListResult(EntityViews.messages(replies), seen.seq());
    }

    private static MessageHistoryResult history(VisibleSnapshot seen, MessageHistoryParams params) {
        Message message = seen.message(params.messageId());
        List<MessageVersionView> versions = seen.snapshot().versions(message.id()).stream()
                .map(version -> new MessageVersionView(version.text(), version.at()))
                .toList();
        return new MessageHistoryResult(versions, seen.seq());
    }

    private static MentionListResult mentions(CallContext visitor, VisibleSnapshot seen, MentionListParams params) {
        Optional<WorkspaceId> workspace =
                params.workspaceId().map(id -> seen.workspace(id).id());
        List<Snapshot.MentionedIn> found = seen.snapshot()
                .mentions(
                        visitor.userId(),
                        workspace,
                        before(params.beforeId()),
                        params.unread().orElse(false),
                        params.limit() + 1);
        Page<Snapshot.MentionedIn> page = Page.of(found, params.limit());
        return new MentionListResult(
                page.rows().stream()
                        .map(mention -> new MentionedInView(EntityViews.of(mention.message()), mention.unread()))
                        .toList(),
                page.next(mention -> mention.message().id().value()),
                seen.seq());
    }

    // ---- reading ----

    private static ReadGetResult readState(CallContext visitor, VisibleSnapshot seen, ReadGetParams params) {
        Channel channel = seen.joined(new ChannelId(params.channelId()));
        ReadState state = seen.snapshot().readState(visitor.userId(), channel.id());
        return new ReadGetResult(EntityViews.of(state, channel), seen.seq());
    }

    private static ReadUnreadCountsResult unreadCounts(
            CallContext visitor, VisibleSnapshot seen, ReadUnreadCountsParams params) {
        WorkspaceId workspace = seen.workspace(params.workspaceId()).id();
        Map<ChannelId, ReadState> states = seen.snapshot().readStatesOf(visitor.userId());
        SortedMap<Long, Long> counts = new TreeMap<>();
        for (Channel channel : seen.snapshot().channelsOf(workspace, visitor.userId())) {
            counts.put(channel.id().value(), EntityViews.unread(state(visitor, seen, states, channel), channel));
        }
        return new ReadUnreadCountsResult(counts, seen.seq());
    }

    private static ReadState state(
            CallContext visitor, VisibleSnapshot seen, Map<ChannelId, ReadState> known, Channel channel) {
        ReadState state = known.get(channel.id());
        return state == null ? seen.snapshot().readState(visitor.userId(), channel.id()) : state;
    }

    // ---- presence and typing ----

    /** Nothing is told to the channel unless the caller is in it, and it is the caller who types, whatever was sent. */
    private TypingRelayResult typing(CallContext visitor, TypingRelayParams params) {
        Channel channel = read(visitor, seen -> seen.joined(new ChannelId(params.channelId())));
        if (channel.archived()) throw new RpcFailure(ErrorCode.CHANNEL_ARCHIVED);
        signals.typing(visitor.userId(), channel.id());
        return new TypingRelayResult();
    }

    private PresenceListResult presence(VisibleSnapshot seen, PresenceListParams params) {
        WorkspaceId workspace = seen.workspace(params.workspaceId()).id();
        List<PresenceView> present = new ArrayList<>();
        Optional<UserId> after = Optional.empty();
        List<User> page;
        do {
            page = seen.snapshot().users(workspace, after, PAGE);
            present.addAll(presence(page));
            if (!page.isEmpty()) after = Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return new PresenceListResult(present);
    }

    /** Those of the people who are online or say something about their whereabouts. */
    private List<PresenceView> presence(List<User> people) {
        Set<UserId> online = presence.online(people.stream().map(User::id).toList());
        return people.stream()
                .filter(User::active)
                .filter(user -> online.contains(user.id()) || !user.statusText().isEmpty())
                .map(user -> new PresenceView(user.id().value(), online.contains(user.id()), user.statusText()))
                .toList();
    }

    // ---- sessions ----

    private SessionBootstrapResult bootstrap(CallContext visitor, VisibleSnapshot seen) {
        UserId me = visitor.userId();
        Snapshot snapshot = seen.snapshot();
        List<Channel> channels = snapshot.channelsOf(me);
        Map<ChannelId, ReadState> states = snapshot.readStatesOf(me);
        return new SessionBootstrapResult(
                persistence.log().epoch(),
                seen.seq(),
                EntityViews.of(seen.user(me.value())),
                EntityViews.permissions(snapshot.grants(me)),
                workspaces(visitor, seen),
                channels.stream().map(EntityViews::of).toList(),
                channels.stream()
                        .map(channel -> EntityViews.of(state(visitor, seen, states, channel), channel))
                        .toList(),
                presence(snapshot.peers(me, PEERS_MAX)).stream()
                        .limit(PRESENCE_MAX)
                        .toList(),
                new ServerInfoView(VERSION));
    }

    private SessionPullResult pull(CallContext visitor, SessionPullParams params) {
        UserId me = visitor.userId();
        EventLog log = persistence.log();
        LogPosition from = new LogPosition(params.from());
        LogPosition head = log.head();
        if (!params.epoch().equals(log.epoch())) throw new RpcFailure(ErrorCode.EPOCH_CHANGED);
        if (from.isAfter(head)) throw new RpcFailure(ErrorCode.POSITION_IN_FUTURE);
        Page<LoggedEvent> page = page(log, me, from, head, params.limit());
        LogPosition to = page.more() ? page.rows().getLast().seq() : head;
        return new SessionPullResult(params.epoch(), frames(from, page.rows()), to.value(), !page.more());
    }

    private static Page<LoggedEvent> page(EventLog log, UserId me, LogPosition from, LogPosition head, int limit) {
        try {
            return Page.of(log.readFor(me, from, head, limit + 1), limit);
        } catch (PositionPruned pruned) {
            throw new RpcFailure(ErrorCode.POSITION_TOO_OLD);
        }
    }

    private static List<EventFrameView> frames(LogPosition from, List<LoggedEvent> events) {
        List<EventFrameView> frames = new ArrayList<>(events.size());
        long prev = from.value();
        for (LoggedEvent logged : events) {
            frames.add(frame(prev, logged));
            prev = logged.seq().value();
        }
        return frames;
    }

    /** The very bytes that a socket would have carried, read back: what one rule renders is not rendered by a second one. */
    private static EventFrameView frame(long prev, LoggedEvent logged) {
        try {
            byte[] tail = EventJson.loggedTail(SHAPE, logged.seq().value(), SHAPE.parse(logged.event()));
            String json = "{\"prev\":" + prev + "," + new String(tail, StandardCharsets.UTF_8);
            return EventFrameView.parse(Json.parse(json), Pointer.ROOT);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("event " + logged.seq() + " in the log can not be read", broken);
        }
    }

    // ---- pages ----

    private static Optional<UserId> after(Optional<Long> cursor) {
        return cursor.filter(id -> id > 0).map(UserId::new);
    }

    /** 0 is a place to begin at, which is not the same as none. */
    private static OptionalLong since(Optional<Long> cursor) {
        return cursor.isPresent() ? OptionalLong.of(cursor.get()) : OptionalLong.empty();
    }

    private static Optional<MessageId> before(Optional<Long> id) {
        return id.map(MessageId::new);
    }

    /** Of one row more than asked for, the last one only says that there is more. */
    private record Page<T>(List<T> rows, boolean more) {
        static <T> Page<T> of(List<T> found, int limit) {
            return found.size() > limit ? new Page<>(found.subList(0, limit), true) : new Page<>(found, false);
        }

        Optional<Long> next(ToLongFunction<T> id) {
            return more ? Optional.of(id.applyAsLong(rows.getLast())) : Optional.empty();
        }
    }
}
