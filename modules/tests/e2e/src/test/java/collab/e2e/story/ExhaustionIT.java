package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A client without an account exhausted file descriptors or heap within a second; the process lost its listener or its threads and
 * stayed alive without serving anyone. The attacker has the address 127.0.0.2, members have 127.0.0.1.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("security")
class ExhaustionIT {
    private static final int MEBIBYTE = 1 << 20;

    /** How long after an attack a member must be served again. */
    private static final Duration HEALING = Duration.ofSeconds(10);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final List<Socket> attackers = new ArrayList<>();

    @AfterEach
    void endAttack() throws IOException {
        for (Socket attacker : attackers) attacker.close();
        attackers.clear();
    }

    private TestProcess start(List<String> wrapper, Map<String, String> environment, String... settings) {
        List<String> arguments = List.of(
                "start",
                "--data",
                programs.folder().toString(),
                "--port",
                "0",
                "--link-port",
                "0",
                "--auth-mode",
                "dev",
                "--seed-dev-users");
        return programs.start(wrapper, ExamplePrograms.with(arguments, settings), environment);
    }

    private static List<String> descriptors(int limit) {
        return List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh");
    }

    // ---- File descriptors ----

    @Test
    void idleConnectionsDoNotEndTheListener() throws IOException {
        TestProcess program = start(descriptors(256), Map.of());
        URI http = program.listening("http");
        RpcCaller bob = RpcCaller.of(http).signIn("bob");
        String request = "GET /livez HTTP/1.1\r\nHost: " + http.getAuthority() + "\r\n\r\n";
        int sent = 0;
        for (int i = 0; i < 600; i++) sent += send(connect(http), request, new byte[0]) ? 1 : 0;
        assertTrue(sent > 0);
        bob.call("user.me", TestJson.params());
        RpcCaller.of(http).signIn("carol");
        endAttack();
        awaitServed(http);
        assertTrue(program.running());
        assertEquals(0, program.stop(), program.report());
    }

    /** Many addresses kept the connections of their requests, each within its share, and no member could connect for 75 s. */
    @Test
    void keptConnectionsLeaveRoomForMembers() throws IOException {
        TestProcess program = start(descriptors(256), Map.of());
        URI http = program.listening("http");
        RpcCaller bob = RpcCaller.of(http).signIn("bob");
        String request = "GET /livez HTTP/1.1\r\nHost: " + http.getAuthority() + "\r\n\r\n";
        for (int i = 0; i < 300; i++) send(connect(http, "127.0.0." + (2 + i % 90)), request, new byte[0]);
        awaitServed(http);
        bob.call("user.me", TestJson.params());
        assertTrue(program.running());
    }

    @Test
    void boundAboveTheLimitOfTheProcessIsRefused() {
        TestProcess program = start(descriptors(256), Map.of(), "http.connections-max=100000");
        assertEquals(2, program.exitCode(), program.report());
        assertTrue(
                String.join("\n", program.stderr()).contains("http.connections-max must be at most "),
                program.report());
    }

    // ---- Heap ----

    @Test
    void heldBodiesDoNotExhaustTheHeap() throws Exception {
        TestProcess program = start(List.of(), Map.of("HERO_COLLAB_JAVA_OPTS", "-Xmx256m"));
        URI http = program.listening("http");
        RpcCaller bob = RpcCaller.of(http).signIn("bob");
        byte[] body = new byte[MEBIBYTE - 1];
        attack(http, 900, head(http, MEBIBYTE), body);
        send(bob, "a member writes during the attack");
        endAttack();
        awaitServed(http);
        assertTrue(program.running(), program.report());
    }

    @Test
    void unreadAnswersDoNotExhaustTheHeap() throws Exception {
        TestProcess program = start(List.of(), Map.of("HERO_COLLAB_JAVA_OPTS", "-Xmx256m"));
        URI http = program.listening("http");
        RpcCaller bob = RpcCaller.of(http).signIn("bob");
        String discover = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}";
        String batch = "[" + (discover + ",").repeat(49) + discover + "]";
        attack(http, 900, head(http, batch.length()), batch.getBytes(StandardCharsets.US_ASCII));
        send(bob, "a member writes during the attack");
        endAttack();
        awaitServed(http);
        assertTrue(program.running(), program.report());
    }

    /** A member with an account requests pages of several megabytes and does not read them. */
    @Test
    void unreadPagesOfAMemberDoNotExhaustTheHeap() throws Exception {
        TestProcess program = start(
                List.of(),
                Map.of("HERO_COLLAB_JAVA_OPTS", "-Xmx256m"),
                "limits.send-per-minute=1000",
                "limits.read-per-minute=10000");
        URI http = program.listening("http");
        RpcCaller bob = RpcCaller.of(http).signIn("bob");
        for (int i = 0; i < 200; i++) send(bob, "\u4f60".repeat(15_900) + i);
        String list =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"message.list\",\"params\":{\"channel_id\":1,\"limit\":200}}";
        String head = head(http, list.length()).replace("Host:", "Authorization: Bearer " + bob.token() + "\r\nHost:");
        attack(http, 450, head, list.getBytes(StandardCharsets.US_ASCII));
        send(RpcCaller.of(http).signIn("dave"), "a member writes during the attack");
        endAttack();
        awaitServed(http);
        assertTrue(program.running(), program.report());
    }

    private static String head(URI http, int length) {
        return "POST /rpc HTTP/1.1\r\nHost: " + http.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** Sends the request on many connections and reads nothing. The server may close any of them. */
    private void attack(URI http, int connections, String head, byte[] body) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                Socket attacker = connect(http);
                threads.execute(() -> send(attacker, head, body));
            }
            threads.shutdown();
            // a server that does not read keeps a writing thread until its connection is closed
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) threads.shutdownNow();
        }
    }

    private Socket connect(URI http) throws IOException {
        return connect(http, "127.0.0.2");
    }

    private Socket connect(URI http, String from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", http.getPort()), 10_000);
        attackers.add(socket);
        return socket;
    }

    /** Returns false when the server has closed the connection. */
    private static boolean send(Socket socket, String head, byte[] body) {
        try {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    // ---- Members ----

    private static void send(RpcCaller member, String text) {
        member.call("message.send", TestJson.params("channel_id", 1, "text", text));
    }

    /** Signs in and writes; tries again until {@link #HEALING} has passed. */
    private static void awaitServed(URI http) {
        long deadline = System.nanoTime() + HEALING.toNanos();
        while (true) {
            try {
                send(RpcCaller.of(http).signIn("carol"), "after the attack");
                return;
            } catch (RpcCallRejected | UncheckedIOException notYet) {
                if (System.nanoTime() > deadline) throw notYet;
            }
        }
    }
}
