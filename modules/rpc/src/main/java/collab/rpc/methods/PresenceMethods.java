package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.PresenceListParams;
import collab.api.PresenceListResult;
import collab.api.PresenceMarkConnectionParams;
import collab.api.PresenceMarkConnectionResult;
import collab.api.PresenceNamespace;
import collab.api.PresenceSetStatusTextParams;
import collab.api.PresenceSetStatusTextResult;
import collab.api.PresenceUpdateParams;
import collab.api.PresenceUpdateResult;
import collab.api.PresenceView;
import collab.domain.Command;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.User;
import collab.persistence.EventLog;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code presence.*}: online users and status texts. */
final class PresenceMethods implements PresenceNamespace<CallContext> {
    private static final int PAGE = 1_000;

    private final CommandExecutor commands;
    private final QueryExecutor queries;
    private final PresenceViews presence;
    private final EventLog log;

    PresenceMethods(CommandExecutor commands, QueryExecutor queries, PresenceViews presence, EventLog log) {
        this.commands = commands;
        this.queries = queries;
        this.presence = presence;
        this.log = log;
    }

    // ---- Commands ----

    @Override
    public PresenceSetStatusTextResult presenceSetStatusText(CallContext call, PresenceSetStatusTextParams params) {
        var done = commands.execute(call, params, new Command.SetStatusText(params.text()));
        return new PresenceSetStatusTextResult(done.seq(), done.await());
    }

    /** Only the text is stored: connections alone decide whether a user is online. Without a text nothing changes. */
    @Override
    public PresenceUpdateResult presenceUpdate(CallContext call, PresenceUpdateParams params) {
        if (params.text().isEmpty()) {
            call.session();
            return new PresenceUpdateResult(log.head().value(), false);
        }
        var done = commands.execute(
                call, params, new Command.SetStatusText(params.text().get()));
        return new PresenceUpdateResult(done.seq(), done.await());
    }

    @Override
    public PresenceMarkConnectionResult presenceMarkConnection(CallContext call, PresenceMarkConnectionParams params) {
        call.session();
        throw new RpcFailure(
                ErrorCode.PERMISSION_DENIED, "only gateways report connections, on the link to the server");
    }

    // ---- Queries ----

    @Override
    public PresenceListResult presenceList(CallContext call, PresenceListParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            List<PresenceView> present = new ArrayList<>();
            Optional<UserId> after = Optional.empty();
            List<User> page;
            do {
                page = visible.snapshot().users(workspace, after, PAGE);
                present.addAll(presence.of(page));
                if (!page.isEmpty()) after = Optional.of(page.getLast().id());
            } while (page.size() == PAGE);
            return new PresenceListResult(present);
        });
    }
}
