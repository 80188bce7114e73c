package collab.rpc.http;

import collab.runtime.HeadResponses;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.http1.Http1Connections;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;

/**
 * Configures a Helidon listener for {@code /rpc}: HTTP/1.1 only, and a deadline for request heads, which Helidon lacks
 * by default.
 */
public final class RpcListener {
    private static final int HEAD_BYTES_MAX = 16 * 1024;

    private RpcListener() {}

    /** The caller sets address, port, bounds and routing. */
    public static void configure(ListenerConfig.BuilderBase<?, ?> listener, RequestHeadDeadline deadline) {
        Http1Config http1 = Http1Config.builder()
                .addReceiveListener(deadline)
                .addSendListener(new HeadResponses())
                .maxHeadersSize(HEAD_BYTES_MAX)
                .build();
        listener.protocolsDiscoverServices(false)
                .addConnectionSelector(new Http1Connections(
                        Http1ConnectionSelector.builder().config(http1).build()));
        deadline.configure(listener, SocketOptions.builder().tcpNoDelay(true).build());
    }
}
