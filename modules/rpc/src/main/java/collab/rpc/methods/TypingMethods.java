package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.TypingNamespace;
import collab.api.TypingRelayParams;
import collab.api.TypingRelayResult;
import collab.domain.id.ChannelId;
import collab.domain.model.Channel;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;

/** {@code typing.*}: typing signals. */
final class TypingMethods implements TypingNamespace<CallContext> {
    private final QueryExecutor queries;
    private final SignalSink signals;

    TypingMethods(QueryExecutor queries, SignalSink signals) {
        this.queries = queries;
        this.signals = signals;
    }

    /** Only a member may signal typing, and the signal always names the caller. */
    @Override
    public TypingRelayResult typingRelay(CallContext call, TypingRelayParams params) {
        Channel channel = queries.read(call, visible -> visible.joinedChannel(new ChannelId(params.channelId())));
        if (channel.archived()) throw new RpcFailure(ErrorCode.CHANNEL_ARCHIVED);
        signals.typing(call.userId(), channel.id());
        return new TypingRelayResult();
    }
}
