package collab.gateway.session;

import collab.websocket.Socket;
import collab.wire.CloseCode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done after sessions' locks have been released: sockets to be woken and tabs to be closed. Frames are queued
 * under a lock, which fixes their order; waking a writer once for all that a message brought makes them leave in one write.
 * Confined to one thread.
 */
final class DeferredActions {
    private record Closing(ClientConnection tab, CloseCode code, String reason) {}

    private final List<Socket> woken = new ArrayList<>();
    private final List<Closing> closings = new ArrayList<>();

    /** What one socket is told, it is told in a row; waking it twice would do no harm. */
    void wake(Socket socket) {
        if (woken.isEmpty() || !woken.getLast().equals(socket)) woken.add(socket);
    }

    void close(ClientConnection tab, CloseCode code, String reason) {
        closings.add(new Closing(tab, code, reason));
    }

    void happen() {
        woken.forEach(Socket::flush);
        closings.forEach(closing -> closing.tab.close(closing.code, closing.reason));
        woken.clear();
        closings.clear();
    }
}
