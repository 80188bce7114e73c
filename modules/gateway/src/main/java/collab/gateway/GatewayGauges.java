package collab.gateway;

import collab.gateway.link.LinkState;
import collab.gateway.session.SessionRegistry;
import collab.runtime.Metrics;
import collab.websocket.ConnectionDeadlines;
import collab.websocket.SocketCounters;
import collab.websocket.TcpSocket;

/** The metrics of a gateway that are read from its parts when the metrics page is requested. */
final class GatewayGauges {
    private GatewayGauges() {}

    static void register(
            Metrics metrics,
            SessionRegistry registry,
            LinkState state,
            SocketCounters sockets,
            ConnectionDeadlines deadlines) {
        metrics.gauge("collab_gateway_sessions", "Users with a replay ring.", registry::sessionCount);
        metrics.gauge("collab_gateway_users_online", "Users with an open socket.", registry::usersOnline);
        metrics.gauge("collab_gateway_sockets", "Open sockets.", () -> sockets.opened.sum() - sockets.ended.sum());
        metrics.gauge(
                "collab_gateway_link_attached",
                "1 while a stream from the server is attached, otherwise 0.",
                () -> state.attached() ? 1 : 0);
        metrics.gauge(
                "collab_gateway_link_silence_seconds",
                "Time since the last message of the stream.",
                () -> state.silenceMs() / 1e3);
        metrics.gauge(
                "collab_gateway_link_lag_positions",
                "Positions that the replay rings lag behind the head of the event log.",
                () -> state.head() - state.applied());
        metrics.counted("collab_gateway_frames_total", "Frames written to sockets.", sockets.framesWritten::sum);
        metrics.counted("collab_gateway_frames_bytes_total", "Bytes written to sockets.", sockets.bytesWritten::sum);
        metrics.counted(
                "collab_gateway_signals_shed_total",
                "Signals discarded because a client read too slowly.",
                sockets.framesShed::sum);
        metrics.gauge(
                "collab_gateway_queue_frames",
                "Frames in the queues of sockets.",
                () -> deadlines.sum(TcpSocket::framesQueued));
        metrics.gauge(
                "collab_gateway_queue_bytes",
                "Bytes in the queues of sockets.",
                () -> deadlines.sum(TcpSocket::bytesQueued));
    }
}
