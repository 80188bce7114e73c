package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.gateway.config.GatewayConfig;
import collab.gateway.config.HttpConfig;
import collab.gateway.config.HttpLimits;
import collab.gateway.config.LinkConfig;
import collab.gateway.config.LinkTimes;
import collab.gateway.config.ReplayLimits;
import collab.gateway.config.SessionConfig;
import collab.gateway.http.RpcRelay;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.rpc.RpcExchange;
import collab.websocket.SocketConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A complete gateway with real sockets and a real link to a {@link FakeServer}. */
abstract class GatewayTestBase {
    static final HttpClient HTTP = HttpClient.newHttpClient();

    FakeServer server;
    Gateway gateway;
    final Readiness readiness = new Readiness();
    final BlockingQueue<RpcExchange.Request> calls = new LinkedBlockingQueue<>();
    RpcRelay relay = call -> {
        RpcExchange.Bytes body = call.body().read(1 << 20);
        calls.add(new RpcExchange.Request(call.verb(), call.headers(), body, call.peer()));
        return new RpcExchange.Reply(
                200,
                Map.of(
                        "content-type",
                        List.of("application/json"),
                        "set-cookie",
                        List.of("a=1; Path=/", "b=2; Path=/")),
                RpcExchange.Bytes.of("{\"ok\":true}".getBytes()));
    };

    @BeforeEach
    final void start() throws Exception {
        server = FakeServer.start();
        server.login("alice-token", 1);
        server.login("bob-token", 2);
        gateway = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(30)), call -> relay.relay(call), new Metrics(), readiness);
        server.await("hello", request -> request.hasHello());
        awaitReady();
    }

    @AfterEach
    final void stop() {
        gateway.close();
        server.close();
    }

    final GatewayConfig config(String host, Duration lease) {
        LinkConfig link = LinkConfig.plain(server.target(), FakeServer.SECRET, "gateway-1")
                .withTimes(new LinkTimes(
                        lease.dividedBy(6),
                        lease.dividedBy(2),
                        lease,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30)));
        SessionConfig session = SessionConfig.DEFAULT
                .withRingEventsMax(50)
                .withSocketsMax(3)
                .withReplay(new ReplayLimits(200, 4, Duration.ofSeconds(10)))
                .withSpreadMax(Duration.ofMillis(300));
        HttpConfig http = new HttpConfig(
                host,
                0,
                Set.of("https://chat.example.org"),
                Set.of(),
                new HttpLimits(1000, 100, Duration.ofSeconds(5)));
        return new GatewayConfig(http, Duration.ofSeconds(5), link, session, SocketConfig.DEFAULT);
    }

    final void awaitReady() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!readiness.problems().isEmpty()) {
            if (System.nanoTime() > end)
                throw new AssertionError(readiness.problems().toString());
            Thread.onSpinWait();
        }
    }

    final BrowserClient alice(String query) {
        return BrowserClient.open(gateway, 1, "alice-token", query);
    }

    /** Retries, because with short link times a delay of the machine can end the stream after the gateway became ready. */
    final BrowserClient aliceWhenServing() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            awaitReady();
            try {
                return alice("");
            } catch (CompletionException e) {
                if (System.nanoTime() > end || !BrowserClient.statusOf(e).equals(OptionalInt.of(503))) throw e;
            }
        }
    }

    static HttpResponse<String> get(Gateway gateway, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (headers.length > 0) request.headers(headers);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static void assertEvent(JsonNode frame, long prev, long seq) {
        assertEquals(
                List.of(prev, seq),
                List.of(frame.get("prev").asLong(), frame.get("seq").asLong()),
                frame.toString());
    }
}
