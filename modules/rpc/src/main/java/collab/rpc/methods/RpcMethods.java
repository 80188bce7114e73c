package collab.rpc.methods;

import collab.api.HealthStatusView;
import collab.api.OpenRpcDocument;
import collab.api.RpcDiscoverParams;
import collab.api.RpcDiscoverResult;
import collab.api.RpcHealthParams;
import collab.api.RpcHealthResult;
import collab.api.RpcNamespace;
import collab.persistence.EventLog;
import collab.rpc.jsonrpc.CallContext;
import java.util.Optional;

/** {@code rpc.*}: the contract and the health of the server. */
final class RpcMethods implements RpcNamespace<CallContext> {
    /** The contract and the product are released together. */
    static final String VERSION = OpenRpcDocument.version();

    private final CommandExecutor commands;
    private final EventLog log;

    RpcMethods(CommandExecutor commands, EventLog log) {
        this.commands = commands;
        this.log = log;
    }

    @Override
    public RpcDiscoverResult rpcDiscover(CallContext call, RpcDiscoverParams params) {
        return new RpcDiscoverResult(OpenRpcDocument.json());
    }

    @Override
    public RpcHealthResult rpcHealth(CallContext call, RpcHealthParams params) {
        HealthStatusView status = commands.writable() ? HealthStatusView.OK : HealthStatusView.DEGRADED;
        return new RpcHealthResult(status, VERSION, Optional.of(log.epoch()));
    }
}
