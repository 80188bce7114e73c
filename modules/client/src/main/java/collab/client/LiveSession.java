package collab.client;

import collab.api.SessionBootstrapResult;
import java.lang.System.Logger.Level;

/**
 * The live stream of one user, which resumes by itself: each event arrives once and in order, across dropped sockets and restarts of
 * gateway and server. When the gateway cannot resume, the session fetches a fresh state.
 *
 * <p>One virtual thread runs the session and calls the listener. The listener may block; the stream then waits. A failure of the listener
 * does not end the session: {@link Listener#failed} receives it, and the next event follows.
 */
public final class LiveSession implements AutoCloseable {
    /** The state of the connection. */
    public enum State {
        /** The session fetches a state, opens a socket or catches up, or the server is far behind. */
        CONNECTING,
        /** Events arrive as they happen, and none is missing. */
        OPEN,
        /** The connection ended, or the server does not answer; another attempt follows. */
        WAITING,
        /** The session has ended: it was closed, or the server refused it. */
        STOPPED
    }

    /** Receives the events of a session. All calls come from the session's thread. */
    public interface Listener {
        /**
         * A fresh state arrived, which replaces any earlier one: first of all, and again when a resume was impossible.
         *
         * @param state the state at its position {@code seq}; the events that follow are after that position
         */
        default void booted(SessionBootstrapResult state) {}

        /**
         * An event arrived: each once and in order, with signals between them.
         *
         * @param event the event and its position in the log
         */
        void event(LiveEvent event);

        /**
         * The state of the connection changed.
         *
         * @param state {@link State#STOPPED} is the last
         * @param why the reason, for people; may be empty
         */
        default void state(State state, String why) {}

        /**
         * A method of the listener threw an exception. The session continues with the next event.
         *
         * @param failure the exception; logged unless this method is overridden
         */
        default void failed(RuntimeException failure) {
            System.getLogger(LiveSession.class.getName())
                    .log(Level.ERROR, "the listener of a live session failed", failure);
        }
    }

    private final LiveLoop loop;
    private final Thread thread;

    private LiveSession(LiveLoop loop, Thread thread) {
        this.loop = loop;
        this.thread = thread;
    }

    /**
     * Start a session. It begins with a bootstrap.
     *
     * @param client the client whose user is followed; stays open as long as the session
     * @param listener receives the events
     * @return the running session
     */
    public static LiveSession start(CollabClient client, Listener listener) {
        LiveLoop loop = new LiveLoop(client, listener);
        return new LiveSession(loop, Thread.ofVirtual().name("live-session").start(loop));
    }

    /**
     * Wait until the session has stopped, for whatever reason.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the session continues
     */
    public void join() throws InterruptedException {
        thread.join();
    }

    /**
     * End the session. The listener's last notification is {@link State#STOPPED}, before this method returns. When the listener itself calls
     * this method, the notification follows after the listener returns.
     */
    @Override
    public void close() {
        loop.close();
        thread.interrupt();
        if (Thread.currentThread() == thread) return;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
