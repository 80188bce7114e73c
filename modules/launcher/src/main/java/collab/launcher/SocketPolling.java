package collab.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The threads of the JDK that wait for the sockets of virtual threads. The JDK starts them when the first virtual thread waits for a
 * socket, in the initializer of a class. If no thread can be created at that moment, the class can never be used: from then on, every
 * virtual thread that waits for a socket fails.
 */
final class SocketPolling {
    private SocketPolling() {}

    /**
     * Starts the threads, before the process opens a listener.
     *
     * @throws IllegalStateException when they cannot be started; the process cannot work then
     */
    static void start() {
        FutureTask<Boolean> wait = new FutureTask<>(SocketPolling::waitForSocket, true);
        Thread.ofVirtual().name("socket-polling").start(wait);
        try {
            wait.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "the threads that wait for sockets could not be started", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during the start", stopped);
        }
    }

    private static void waitForSocket() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(1);
            socket.accept().close();
        } catch (SocketTimeoutException expected) {
            // the thread has waited
        } catch (IOException failed) {
            throw new IllegalStateException("no socket could be opened", failed);
        }
    }
}
