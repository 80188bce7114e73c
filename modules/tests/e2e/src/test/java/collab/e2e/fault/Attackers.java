package collab.e2e.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections of attackers. They have the addresses {@code 127.0.0.2} and up, members have {@code 127.0.0.1}. They read nothing
 * unless they have to, and keep their connections until the end.
 */
public final class Attackers implements AutoCloseable {
    private static final int CONNECT_MS = 2_000;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration SENT_MAX = Duration.ofSeconds(10);

    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    /** Requests that were sent completely, as far as the buffers took them. */
    public int sent() {
        return sent.get();
    }

    /** Connections that could not be opened, or ended before the request was sent. */
    public int refused() {
        return refused.get();
    }

    /**
     * Opens connections from one address and sends the same bytes on each; reads nothing.
     *
     * @param host the last number of the address
     */
    public void send(URI to, int host, int connections, byte[] head, byte[] body) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) threads.execute(() -> send(to, host, head, body));
            threads.shutdown();
            // a peer that does not read keeps a writing thread until its connection is closed
            if (!threads.awaitTermination(SENT_MAX.toMillis(), TimeUnit.MILLISECONDS)) threads.shutdownNow();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public void send(URI to, int host, int connections, String text) {
        send(to, host, connections, text.getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
    }

    private void send(URI to, int host, byte[] head, byte[] body) {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + host), 0));
            socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), CONNECT_MS);
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
            sent.incrementAndGet();
        } catch (IOException closed) {
            refused.incrementAndGet();
        }
    }

    /** A request of {@code /rpc} with this content. */
    public static String call(URI to, String credential, String content) {
        return head(to, credential, content.length()) + content;
    }

    /** The head of a request of {@code /rpc}; the credential may be empty. */
    public static String head(URI to, String credential, int length) {
        return "POST /rpc HTTP/1.1\r\nHost: " + to.getAuthority()
                + (credential.isEmpty() ? "" : "\r\nAuthorization: Bearer " + credential)
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** An upgrade to a WebSocket. */
    public static String upgrade(URI to, long user, String credential) {
        return "GET /ws/user/" + user + " HTTP/1.1\r\nHost: " + to.getAuthority()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\nAuthorization: Bearer " + credential
                + "\r\nSec-WebSocket-Protocol: collab.v2.json\r\n\r\n";
    }

    /** Resets all connections. */
    public void end() {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException ended) {
                // its peer has closed it already
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}
