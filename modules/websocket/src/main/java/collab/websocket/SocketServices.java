package collab.websocket;

/** What all sockets of a listener share: the limits of each socket, the threads that write, the deadlines, the counters. */
public record SocketServices(
        SocketConfig config, WriterPool writers, ConnectionDeadlines deadlines, SocketCounters counters) {}
