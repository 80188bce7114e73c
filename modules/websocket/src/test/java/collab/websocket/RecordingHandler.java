package collab.websocket;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Records the events of one socket; a test can wait for the next event. */
public class RecordingHandler implements SocketHandler {
    static final long TIMEOUT_SECONDS = 20;

    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final AtomicInteger endCalls = new AtomicInteger();
    public final CompletableFuture<Socket> opened = new CompletableFuture<>();
    final CompletableFuture<CloseStatus> ended = new CompletableFuture<>();

    @Override
    public void onOpen(Socket socket) {
        opened.complete(socket);
    }

    @Override
    public void onText(Socket socket, byte[] utf8) {
        events.add("text " + new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(Socket socket, byte[] bytes) {
        events.add("binary " + bytes.length);
    }

    @Override
    public void onPong(Socket socket, byte[] payload) {
        events.add("pong " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void onFlood(Socket socket) {
        events.add("flood");
        socket.close(4113, "too many frames");
    }

    @Override
    public void onEnd(Socket socket, CloseStatus status) {
        endCalls.incrementAndGet();
        ended.complete(status);
    }

    public Socket awaitOpen() throws Exception {
        return opened.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public CloseStatus awaitEnd() throws Exception {
        return ended.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public String awaitEvent() throws InterruptedException {
        String event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (event == null) throw new AssertionError("no event within " + TIMEOUT_SECONDS + " s");
        return event;
    }
}
