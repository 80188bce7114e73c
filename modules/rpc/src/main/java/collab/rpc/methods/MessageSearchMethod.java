package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.MessageSearchParams;
import collab.api.MessageSearchResult;
import collab.api.SearchHitView;
import collab.api.TextFragmentView;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.persistence.MessageSearch;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.SearchQuery;
import collab.rpc.view.VisibleSnapshot;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code message.search}: finds messages in the channels that the caller may read. */
record MessageSearchMethod(UserId caller, VisibleSnapshot visible) {

    MessageSearchResult search(MessageSearchParams params) {
        SearchQuery query = SearchQuery.parse(params.query(), () -> zone(params));
        MessageSearch search = new MessageSearch(
                query.included(),
                query.excluded(),
                channels(params, query),
                new MessageSearch.Filter(
                        query.from().map(this::author),
                        query.created().from(),
                        query.created().before(),
                        query.traits()),
                Cursors.before(params.beforeId()),
                params.limit() + 1);
        Page<MessageSearch.Hit> page = Page.of(visible.snapshot().search(search), params.limit());
        return new MessageSearchResult(
                page.rows().stream().map(MessageSearchMethod::view).toList(),
                page.next(hit -> hit.message().id().value()),
                visible.seq());
    }

    private static ZoneId zone(MessageSearchParams params) {
        String name = params.timeZone().orElse("UTC");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            throw new RpcFailure(
                    ErrorCode.INVALID_VALUE,
                    "the time zone " + name
                            + " is unknown; expected an IANA name like Europe/Berlin or an offset like +09:00");
        }
    }

    private static SearchHitView view(MessageSearch.Hit hit) {
        return new SearchHitView(
                EntityViews.of(hit.message()),
                hit.excerpt().stream()
                        .map(fragment -> new TextFragmentView(fragment.text(), fragment.hit()))
                        .toList());
    }

    private Set<ChannelId> channels(MessageSearchParams params, SearchQuery query) {
        Set<ChannelId> channels = new HashSet<>();
        for (Channel channel : readable(params)) {
            boolean matches = query.in()
                    .map(name -> channel.name().equals(Optional.of(name)))
                    .orElse(true);
            if (matches) channels.add(channel.id());
        }
        if (query.in().isPresent() && channels.isEmpty()) {
            throw new RpcFailure(
                    ErrorCode.INVALID_VALUE, "in:" + query.in().get() + " does not match a channel that you can read");
        }
        return channels;
    }

    private Set<Channel> readable(MessageSearchParams params) {
        if (params.channelId().isPresent()) {
            return Set.of(
                    visible.readableChannel(new ChannelId(params.channelId().get())));
        }
        List<Workspace> workspaces = params.workspaceId()
                .map(id -> List.of(visible.workspace(id)))
                .orElseGet(() -> visible.snapshot().workspacesOf(caller));
        Set<Channel> readable = new HashSet<>();
        for (Workspace workspace : workspaces) {
            readable.addAll(visible.snapshot().channelsOf(workspace.id(), caller));
            if (visible.access().browses(workspace.id())) {
                readable.addAll(visible.snapshot().publicChannels(workspace.id()));
            }
        }
        return readable;
    }

    /** A user whom the caller may not see is reported like one that does not exist. */
    private UserId author(String name) {
        if (name.equals("me")) return caller;
        return visible.snapshot()
                .userByName(name)
                .map(User::id)
                .flatMap(visible.access()::user)
                .map(User::id)
                .orElseThrow(() -> new RpcFailure(
                        ErrorCode.INVALID_VALUE, "from:" + name + " does not match a user that you can see"));
    }
}
