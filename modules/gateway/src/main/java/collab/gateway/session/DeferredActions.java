package collab.gateway.session;

import collab.websocket.Socket;
import collab.wire.CloseCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Actions to run after the locks of the sessions have been released: sockets to flush and connections to close. Frames are queued
 * with a lock held, which fixes their order; one flush per message of the stream sends them in one write. Confined to one thread.
 */
final class DeferredActions {
    private record Close(ClientConnection connection, CloseCode code, String reason) {}

    private final List<Socket> flushes = new ArrayList<>();
    private final List<Close> closes = new ArrayList<>();

    /** The events of one socket are queued consecutively, so comparing with the last entry avoids most duplicate flushes. */
    void flush(Socket socket) {
        if (flushes.isEmpty() || !flushes.getLast().equals(socket)) flushes.add(socket);
    }

    void close(ClientConnection connection, CloseCode code, String reason) {
        closes.add(new Close(connection, code, reason));
    }

    void run() {
        flushes.forEach(Socket::flush);
        closes.forEach(close -> close.connection.close(close.code, close.reason));
        flushes.clear();
        closes.clear();
    }
}
