package collab.gateway.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.rpc.RpcExchange;
import collab.wire.LinkHeaders;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HttpRpcRelayTest {
    private static final RpcExchange.Peer CLIENT = new RpcExchange.Peer("7.7.7.7", true, "chat.example.org");

    private final BlockingQueue<Headers> received = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer server;
    private HttpRpcRelay relay;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/rpc", exchange -> {
            calls.incrementAndGet();
            received.add(exchange.getRequestHeaders());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (new String(body).equals("hang")) {
                await(never);
            } else if (new String(body).equals("drop")) {
                exchange.close();
            } else {
                exchange.getResponseHeaders().add("Set-Cookie", "a=1");
                exchange.getResponseHeaders().add("Set-Cookie", "b=2");
                exchange.getResponseHeaders().add("Retry-After", "3");
                exchange.sendResponseHeaders(429, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            }
        });
        server.start();
        relay = relayWithin(Duration.ofSeconds(20));
    }

    private HttpRpcRelay relayWithin(Duration deadline) {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return HttpRpcRelay.to(uri, "between-us", Optional.empty(), new HttpRpcRelay.Limits(deadline, 10));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        never.countDown();
        relay.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private RpcExchange.Reply relay(String body) {
        return relay.relay(new RpcExchange.Request(
                "POST",
                Map.of("content-type", "application/json", "cookie", "c=1"),
                RpcExchange.Bytes.of(body.getBytes()),
                CLIENT));
    }

    @Test
    void relayForwardsRequestAndPeer() throws Exception {
        RpcExchange.Reply answer = relay("{}");
        Headers headers = received.take();

        assertEquals("between-us", headers.getFirst(LinkHeaders.SECRET));
        assertEquals("7.7.7.7", headers.getFirst(LinkHeaders.PEER_ADDRESS));
        assertEquals("https", headers.getFirst(LinkHeaders.SCHEME));
        assertEquals("chat.example.org", headers.getFirst(LinkHeaders.HOST));
        assertEquals("application/json", headers.getFirst("content-type"));
        assertEquals("c=1", headers.getFirst("cookie"));
        assertEquals(429, answer.status());
        assertArrayEquals("{}".getBytes(), answer.body().array());
        assertEquals(
                List.of("a=1", "b=2"),
                answer.headers().get("set-cookie").stream().sorted().toList());
        assertFalse(answer.headers().containsKey("content-length"));
    }

    @Test
    void droppedConnectionMeansPossiblyExecutedAndIsNotRetried() {
        RelayFailure failure = assertThrows(RelayFailure.class, () -> relay("drop"));

        assertTrue(failure.possiblyExecuted());
        assertEquals(1, calls.get());
    }

    @Test
    void relayFailsAfterDeadline() {
        relay.close();
        relay = relayWithin(Duration.ofSeconds(2));
        assertTrue(assertThrows(RelayFailure.class, () -> relay("hang")).possiblyExecuted());
    }

    @Test
    void refusedConnectionMeansNotExecuted() {
        server.stop(0);

        assertFalse(assertThrows(RelayFailure.class, () -> relay("{}")).possiblyExecuted());
    }
}
