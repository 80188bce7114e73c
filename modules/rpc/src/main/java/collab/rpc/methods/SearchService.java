package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.MessageSearchParams;
import collab.api.MessageSearchResult;
import collab.api.SearchHitView;
import collab.api.TextFragmentView;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.persistence.MessageSearch;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds messages, in what the caller may read and nowhere else. */
record SearchService(CallContext visitor, VisibleSnapshot seen) {

    MessageSearchResult search(MessageSearchParams params) {
        SearchQuery query = SearchQuery.parse(params.query());
        MessageSearch search = new MessageSearch(
                query.wanted(),
                query.unwanted(),
                places(params, query),
                new MessageSearch.Filter(
                        query.from().map(this::author), query.createdFrom(), query.createdBefore(), query.traits()),
                params.beforeId().map(MessageId::new),
                params.limit() + 1);
        List<MessageSearch.Hit> found = seen.snapshot().search(search);
        boolean more = found.size() > params.limit();
        List<MessageSearch.Hit> page = more ? found.subList(0, params.limit()) : found;
        return new MessageSearchResult(
                page.stream().map(SearchService::view).toList(),
                more ? Optional.of(page.getLast().message().id().value()) : Optional.empty(),
                seen.seq());
    }

    private static SearchHitView view(MessageSearch.Hit hit) {
        return new SearchHitView(
                EntityViews.of(hit.message()),
                hit.excerpt().stream()
                        .map(fragment -> new TextFragmentView(fragment.text(), fragment.hit()))
                        .toList());
    }

    private Set<ChannelId> places(MessageSearchParams params, SearchQuery query) {
        Set<ChannelId> places = new HashSet<>();
        boolean named = false;
        for (Channel channel : readable(params)) {
            boolean fits = query.in()
                    .map(name -> channel.name().equals(Optional.of(name)))
                    .orElse(true);
            named |= fits;
            if (fits) places.add(channel.id());
        }
        if (query.in().isPresent() && !named) {
            throw new RpcFailure(ErrorCode.INVALID_VALUE, "in:" + query.in().get() + " is no channel here");
        }
        return places;
    }

    private Set<Channel> readable(MessageSearchParams params) {
        if (params.channelId().isPresent()) {
            return Set.of(seen.readable(new ChannelId(params.channelId().get())));
        }
        List<Workspace> workspaces = params.workspaceId()
                .map(id -> List.of(seen.workspace(id)))
                .orElseGet(() -> seen.snapshot().workspacesOf(visitor.userId()));
        Set<Channel> readable = new HashSet<>();
        for (Workspace workspace : workspaces) {
            readable.addAll(seen.snapshot().channelsOf(workspace.id(), visitor.userId()));
            if (seen.sight().browses(workspace.id())) {
                readable.addAll(seen.snapshot().publicChannels(workspace.id()));
            }
        }
        return readable;
    }

    /** Whom the caller may not know is answered like whom there is not. */
    private UserId author(String name) {
        if (name.equals("me")) return visitor.userId();
        return seen.snapshot()
                .userByName(name)
                .map(User::id)
                .flatMap(seen.sight()::user)
                .map(User::id)
                .orElseThrow(() -> new RpcFailure(ErrorCode.INVALID_VALUE, "from:" + name + " is nobody here"));
    }
}
