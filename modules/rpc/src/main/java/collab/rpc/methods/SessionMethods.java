package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.EventFrameView;
import collab.api.Json;
import collab.api.Pointer;
import collab.api.ServerInfoView;
import collab.api.SessionBootstrapParams;
import collab.api.SessionBootstrapResult;
import collab.api.SessionDigestParams;
import collab.api.SessionDigestResult;
import collab.api.SessionNamespace;
import collab.api.SessionPullParams;
import collab.api.SessionPullResult;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.PositionPruned;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.PreferenceViews;
import collab.rpc.view.ReadStates;
import collab.rpc.view.ThreadViews;
import collab.rpc.view.VisibleSnapshot;
import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code session.*}: the initial state of a client, and missed events. */
final class SessionMethods implements SessionNamespace<CallContext> {
    /** Users of shared workspaces that are examined for presence. */
    private static final int PEERS_MAX = 10_000;

    private static final int PRESENCE_MAX = 1_000;

    private static final EventShape SHAPE = EventShapes.ALL.shape(EventShapes.NATIVE_VERSION);

    private final QueryExecutor queries;
    private final PresenceViews presence;
    private final EventLog log;

    SessionMethods(QueryExecutor queries, PresenceViews presence, EventLog log) {
        this.queries = queries;
        this.presence = presence;
        this.log = log;
    }

    @Override
    public SessionBootstrapResult sessionBootstrap(CallContext call, SessionBootstrapParams params) {
        return queries.read(call, visible -> bootstrap(call.userId(), visible));
    }

    private SessionBootstrapResult bootstrap(UserId me, VisibleSnapshot visible) {
        Snapshot snapshot = visible.snapshot();
        List<Channel> channels = snapshot.channelsOf(me);
        ReadStates states = ReadStates.of(me, snapshot);
        return new SessionBootstrapResult(
                log.epoch(),
                visible.seq(),
                EntityViews.of(visible.user(me.value())),
                EntityViews.permissions(snapshot.grants(me)),
                WorkspaceMethods.workspacesOf(me, visible),
                channels.stream().map(EntityViews::of).toList(),
                channels.stream().map(states::in).map(EntityViews::of).toList(),
                presence.of(snapshot.peers(me, PEERS_MAX)).stream()
                        .limit(PRESENCE_MAX)
                        .toList(),
                ThreadViews.followed(me, snapshot),
                PreferenceViews.drafts(me, snapshot),
                PreferenceViews.of(me, snapshot),
                new ServerInfoView(RpcMethods.VERSION));
    }

    @Override
    public SessionDigestResult sessionDigest(CallContext call, SessionDigestParams params) {
        return queries.scan(call, visible -> {
            Channel channel = visible.readableChannel(new ChannelId(params.channelId()));
            String digest = visible.snapshot().digest(channel.id());
            return new SessionDigestResult(channel.id().value(), visible.seq(), digest);
        });
    }

    // ---- Missed events ----

    @Override
    public SessionPullResult sessionPull(CallContext call, SessionPullParams params) {
        UserId me = call.userId();
        LogPosition from = new LogPosition(params.from());
        LogPosition head = log.head();
        if (!params.epoch().equals(log.epoch())) throw new RpcFailure(ErrorCode.EPOCH_CHANGED);
        if (from.isAfter(head)) throw new RpcFailure(ErrorCode.POSITION_IN_FUTURE);
        Page<LoggedEvent> page = page(me, from, head, params.limit());
        LogPosition to = page.more() ? page.rows().getLast().seq() : head;
        return new SessionPullResult(params.epoch(), frames(from, page.rows()), to.value(), !page.more());
    }

    private Page<LoggedEvent> page(UserId me, LogPosition from, LogPosition head, int limit) {
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

    /**
     * Parses the bytes that a WebSocket connection would have carried, so that both ways render events by the same
     * code.
     */
    private static EventFrameView frame(long prev, LoggedEvent logged) {
        try {
            byte[] tail = EventJson.loggedTail(SHAPE, logged.seq().value(), SHAPE.parse(logged.event()));
            String json = "{\"prev\":" + prev + "," + new String(tail, StandardCharsets.UTF_8);
            return EventFrameView.parse(Json.parse(json), Pointer.ROOT);
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalStateException("cannot parse event " + logged.seq() + " of the log", malformed);
        }
    }
}
