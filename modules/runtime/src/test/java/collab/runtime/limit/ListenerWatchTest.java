package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.ProcessFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A listener that had ended for ever left a process that was alive, so systemd did not start it again. */
@Tag("security")
class ListenerWatchTest {
    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ProcessFailure failure = new ProcessFailure(status -> {
        exits.add(status);
        ended.countDown();
    });

    @Test
    void listenerThatEndsByItselfEndsTheProcess() throws Exception {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ListenerWatch _ = watch(listener)) {
            listener.close();
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            assertEquals(List.of(70), exits);
        }
    }

    @Test
    void listenerThatIsStoppedDoesNotEndTheProcess() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            watch(listener).close();
        }
        assertFalse(ended.await(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Test
    void listenerThatHasEndedBeforeIsNotWatched() throws IOException, InterruptedException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.close();
        try (ListenerWatch _ = ListenerWatch.start("test", listener.getLocalSocketAddress(), failure, INTERVAL)) {
            assertFalse(ended.await(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private ListenerWatch watch(ServerSocket listener) {
        return ListenerWatch.start("test", listener.getLocalSocketAddress(), failure, INTERVAL);
    }
}
