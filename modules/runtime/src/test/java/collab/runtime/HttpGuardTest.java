package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HttpGuardTest {
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final HttpGuard guard = new HttpGuard(HttpGuard.FOR_DATA, () -> false, new ProcessFailure(exits::add));

    /** A class whose initializer failed once stays unusable, and every request that needs it fails as long as the process lives. */
    @Test
    void missingClassEndsTheProcess() throws IOException, InterruptedException {
        assertEquals(500, status(() -> {
            throw new NoClassDefFoundError("made by the test");
        }));
        assertEquals(List.of(ProcessFailure.EXIT_CODE), exits);
    }

    @Test
    void failureOfOneRequestDoesNotEndTheProcess() throws IOException, InterruptedException {
        assertEquals(500, status(() -> {
            throw new IllegalStateException("made by the test");
        }));
        assertEquals(List.of(), exits);
    }

    private int status(Runnable handler) throws IOException, InterruptedException {
        WebServer server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .update(HttpGuard::configure)
                .routing(guard.routing().get("/", (_, _) -> handler.run()))
                .build()
                .start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } finally {
            server.stop();
        }
    }
}
