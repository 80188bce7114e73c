package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.config.GatewayConfig;
import collab.gateway.config.HttpConfig;
import collab.gateway.config.HttpLimits;
import collab.gateway.config.LinkConfig;
import collab.gateway.config.SessionConfig;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.rpc.RpcExchange;
import collab.websocket.SocketConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start that fails at any step closes everything that the earlier steps opened. (Once a failed start left the threads {@code
 * socket-deadlines}, {@code gateway-wheel} and {@code link} running: only a failing listener was cleaned up.)
 */
@Timeout(60)
final class GatewayStartTest {
    /** The platform threads that a gateway starts. */
    private static final Set<String> THREADS = Set.of("socket-deadlines", "gateway-wheel", "link");

    private final Set<Thread> before = gatewayThreads();
    private final Metrics metrics = new Metrics();

    private static Set<Thread> gatewayThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> THREADS.contains(thread.getName()))
                .collect(Collectors.toSet());
    }

    private static GatewayConfig config(HttpConfig http) {
        return new GatewayConfig(
                http,
                Duration.ofSeconds(1),
                LinkConfig.plain("127.0.0.1:1", "link secret of the test", "gateway-1"),
                SessionConfig.DEFAULT,
                SocketConfig.DEFAULT);
    }

    private static HttpConfig http(int port) {
        return new HttpConfig("127.0.0.1", port, Set.of(), Set.of(), new HttpLimits(100, 100, Duration.ofSeconds(5)));
    }

    private Gateway start(HttpConfig http) {
        return Gateway.start(config(http), _ -> RpcExchange.Reply.empty(Map.of()), metrics, new Readiness());
    }

    private void assertNoThreadIsLeft() {
        Set<Thread> left = new HashSet<>(gatewayThreads());
        left.removeAll(before);
        for (Thread thread : left) { // an executor's thread may end shortly after its shutdown
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertFalse(thread.isAlive(), thread.getName());
        }
    }

    /** A port that no process listens on. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static void assertNothingListensOn(int port) throws IOException {
        new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
    }

    /**
     * A metric that is registered with another type makes the step that registers it fail: the first step, the step after the deadlines,
     * the timer and the channel were opened, and the last step before the listener.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {"collab_gateway_envelopes_total", "collab_canary_link_age_seconds", "collab_gateway_queue_bytes"
            })
    void startThatFailsAtAMetricLeavesNothing(String name) throws IOException {
        int port = freePort();
        metrics.histogram(name, "Another type.", 1);

        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> start(http(port)));

        assertTrue(String.valueOf(failure.getMessage()).startsWith(name), failure.getMessage());
        assertNoThreadIsLeft();
        assertNothingListensOn(port);
    }

    @Test
    void startThatFailsAtTheOriginPolicyAfterTheLinkLeavesNothing() throws IOException {
        int port = freePort();
        HttpConfig http = http(port).withOrigins(Set.of("not an origin"));

        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> start(http));

        assertEquals(
                "http.origins must be origins such as https://chat.example.org, got not an origin",
                failure.getMessage());
        assertNoThreadIsLeft();
        assertNothingListensOn(port);
    }

    /** Helidon logged a port in use with a stack trace of 2 KB before our sentence. */
    @Test
    void startThatFailsAtTheListenerLeavesNothingAndLogsNothing() throws IOException {
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler recorder = new StreamHandler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }
        };
        Logger helidon = Logger.getLogger("io.helidon.webserver");
        helidon.addHandler(recorder);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            HttpConfig http = http(other.getLocalPort());

            IllegalStateException failure = assertThrows(IllegalStateException.class, () -> start(http));

            assertEquals(
                    "cannot listen on 127.0.0.1:" + other.getLocalPort() + ": Address already in use",
                    failure.getMessage());
            assertEquals(List.of(), logged);
            assertNoThreadIsLeft();
        } finally {
            helidon.removeHandler(recorder);
        }
    }

    @Test
    void closedGatewayLeavesNothing() throws IOException {
        int port;
        try (Gateway gateway = start(http(0))) {
            port = gateway.port();
            Set<String> running = gatewayThreads().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .collect(Collectors.toSet());
            assertEquals(THREADS, running);
        }
        assertNoThreadIsLeft();
        assertNothingListensOn(port);
    }
}
