package collab.rpc;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;

/**
 * What a listener of Helidon's is told to serve calls and nothing else: HTTP/1.1 alone, and deadlines where the
 * defaults have none.
 */
public final class RpcListener {
    private static final int HEAD_BYTES_MAX = 16 * 1024;

    /** Of silence in the middle of a request and between two; longer than our gateways keep an idle connection. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(75);

    private RpcListener() {}

    /** Address, port, bounds and routing remain the caller's. */
    public static void configure(ListenerConfig.BuilderBase<?, ?> listener) {
        Http1Config http1 = Http1Config.builder().maxHeadersSize(HEAD_BYTES_MAX).build();
        listener.protocolsDiscoverServices(false)
                .addConnectionSelector(
                        Http1ConnectionSelector.builder().config(http1).build())
                .connectionOptions(SocketOptions.builder()
                        .tcpNoDelay(true)
                        .readTimeout(READ_TIMEOUT)
                        .build());
    }
}
