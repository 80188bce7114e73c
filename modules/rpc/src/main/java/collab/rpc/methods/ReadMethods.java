package collab.rpc.methods;

import collab.api.DraftGetParams;
import collab.api.DraftGetResult;
import collab.api.DraftNamespace;
import collab.api.DraftSetParams;
import collab.api.DraftSetResult;
import collab.api.DraftView;
import collab.api.PrefScopeView;
import collab.api.PrefView;
import collab.api.PrefsGetParams;
import collab.api.PrefsGetResult;
import collab.api.PrefsNamespace;
import collab.api.PrefsSetParams;
import collab.api.PrefsSetResult;
import collab.api.ReadGetParams;
import collab.api.ReadGetResult;
import collab.api.ReadMarkAllParams;
import collab.api.ReadMarkAllResult;
import collab.api.ReadMarkParams;
import collab.api.ReadMarkResult;
import collab.api.ReadNamespace;
import collab.api.ReadUnreadCountsParams;
import collab.api.ReadUnreadCountsResult;
import collab.api.ReadUnreadParams;
import collab.api.ReadUnreadResult;
import collab.domain.Command;
import collab.domain.OwnCommand;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ReadState;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.EntityViews;
import collab.rpc.view.PreferenceViews;
import collab.rpc.view.ReadStates;
import collab.rpc.view.UnreadCount;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code read.*}, {@code prefs.*} and {@code draft.*}: what only the caller has. */
final class ReadMethods
        implements ReadNamespace<CallContext>, PrefsNamespace<CallContext>, DraftNamespace<CallContext> {
    private final CommandExecutor commands;
    private final QueryExecutor queries;

    ReadMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** The commit does not contain the channel's numbers; the result has those that are current after the commit. */
    @Override
    public ReadMarkResult readMark(CallContext call, ReadMarkParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.MarkRead(
                        new ChannelId(params.channelId()),
                        new MessageId(params.messageId()),
                        params.seenVer().map(LogPosition::new)));
        ReadState state = done.readState();
        UnreadCount unread = queries.read(
                call, visible -> UnreadCount.of(state, visible.channel(state.channelId()), visible.snapshot()));
        return new ReadMarkResult(
                state.readNo(),
                unread.channel().lastNo(),
                unread.messages(),
                state.mentions(),
                state.readBroadcastNo(),
                unread.channel().broadcastNo(),
                unread.mentions(),
                state.ver().value(),
                done.seq(),
                done.await());
    }

    @Override
    public ReadUnreadResult readUnread(CallContext call, ReadUnreadParams params) {
        var done = commands.execute(
                call,
                params,
                new OwnCommand.MarkUnread(new ChannelId(params.channelId()), new MessageId(params.messageId())));
        ReadState state = done.readState();
        UnreadCount unread = queries.read(
                call, visible -> UnreadCount.of(state, visible.channel(state.channelId()), visible.snapshot()));
        return new ReadUnreadResult(EntityViews.of(unread), done.seq(), done.await());
    }

    @Override
    public ReadMarkAllResult readMarkAll(CallContext call, ReadMarkAllParams params) {
        OwnCommand.MarkAllRead.What what = switch (params.what()) {
            case ALL -> OwnCommand.MarkAllRead.What.ALL;
            case THREADS -> OwnCommand.MarkAllRead.What.THREADS;
        };
        var done =
                commands.execute(call, params, new OwnCommand.MarkAllRead(new WorkspaceId(params.workspaceId()), what));
        return new ReadMarkAllResult(done.seq(), done.await());
    }

    @Override
    public ReadGetResult readGet(CallContext call, ReadGetParams params) {
        return queries.read(call, visible -> {
            Channel channel = visible.joinedChannel(new ChannelId(params.channelId()));
            ReadState state = visible.snapshot().readState(call.userId(), channel.id());
            return new ReadGetResult(EntityViews.of(UnreadCount.of(state, channel, visible.snapshot())), visible.seq());
        });
    }

    @Override
    public ReadUnreadCountsResult readUnreadCounts(CallContext call, ReadUnreadCountsParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            ReadStates states = ReadStates.of(call.userId(), visible.snapshot());
            SortedMap<Long, Long> counts = new TreeMap<>();
            for (Channel channel : visible.snapshot().channelsOf(workspace, call.userId())) {
                counts.put(channel.id().value(), states.in(channel).messages());
            }
            return new ReadUnreadCountsResult(counts, visible.seq());
        });
    }

    // ---- Preferences ----

    @Override
    public PrefsGetResult prefsGet(CallContext call, PrefsGetParams params) {
        return queries.read(
                call,
                visible -> new PrefsGetResult(PreferenceViews.of(call.userId(), visible.snapshot()), visible.seq()));
    }

    /** A repeated call shows the present value. */
    @Override
    public PrefsSetResult prefsSet(CallContext call, PrefsSetParams params) {
        PrefScope scope = scope(params.scope());
        var done = commands.execute(
                call,
                params,
                new OwnCommand.SetPreference(
                        scope,
                        params.id(),
                        params.key(),
                        params.value(),
                        params.ifVer().map(LogPosition::new)));
        PrefKey key = PrefKey.of(scope, params.key()).orElseThrow();
        long place = params.id().orElse(0L);
        PrefView present = queries.read(
                call,
                visible -> PreferenceViews.of(visible.snapshot()
                        .preference(call.userId(), key, place)
                        .orElseGet(() -> Preference.unset(call.userId(), key, place))));
        return new PrefsSetResult(present, done.seq(), done.await());
    }

    private static PrefScope scope(PrefScopeView scope) {
        return switch (scope) {
            case ME -> PrefScope.ME;
            case WORKSPACE -> PrefScope.WORKSPACE;
            case CHANNEL -> PrefScope.CHANNEL;
        };
    }

    // ---- Drafts ----

    @Override
    public DraftGetResult draftGet(CallContext call, DraftGetParams params) {
        return queries.read(call, visible -> {
            Channel channel = visible.joinedChannel(new ChannelId(params.channelId()));
            Draft.Place place = new Draft.Place(
                    call.userId(), channel.id(), params.parentId().map(MessageId::new));
            return new DraftGetResult(draft(place, visible.snapshot()), visible.seq());
        });
    }

    /** A repeated call shows the present text. */
    @Override
    public DraftSetResult draftSet(CallContext call, DraftSetParams params) {
        Draft.Place place = new Draft.Place(
                call.userId(),
                new ChannelId(params.channelId()),
                params.parentId().map(MessageId::new));
        var done = commands.execute(
                call,
                params,
                new OwnCommand.SetDraft(
                        place.channelId(), place.parentId(), params.text(), new LogPosition(params.baseVer())));
        return new DraftSetResult(
                queries.read(call, visible -> draft(place, visible.snapshot())), done.seq(), done.await());
    }

    private static DraftView draft(Draft.Place place, Snapshot snapshot) {
        return PreferenceViews.of(snapshot.draft(place).orElseGet(() -> Draft.none(place)));
    }
}
