package collab.e2e.security;

import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.TestProcess;
import collab.testkit.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server process and a gateway process with 1,024 descriptors and a heap of {@code collab.heap} are attacked on each listener, one
 * attack after another on the same processes. Within 10 s after an attack a member is served, without a restart. The attacker has the
 * address 127.0.0.2, members have 127.0.0.1.
 */
@Tag("security")
@Tag("security-long")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@ParameterizedClass
@EnumSource
class ListenerExhaustionIT {
    private static final String HEAP = System.getProperty("collab.heap", "512m");
    private static final int DESCRIPTORS = 1024;
    private static final int CONNECTIONS = 1200;
    private static final Duration HEALING = Duration.ofSeconds(10);
    private static final int MEBIBYTE = 1 << 20;

    /** Whether the listeners of the server speak TLS. */
    enum Transport {
        PLAIN,
        TLS
    }

    private enum Target {
        SERVER_HTTP,
        GATEWAY_HTTP,
        LINK
    }

    /** What each connection of the attacker sends. */
    private enum Attack {
        NOTHING(""),
        HALF_A_HEAD("GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "),
        HALF_A_TLS_HANDSHAKE("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003"),
        HTTP2_PREFACE("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"),
        ANSWERED_THEN_IDLE("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        HELD_BODY(post("Content-Length: " + MEBIBYTE) + "x".repeat(MEBIBYTE - 1)),
        ENDLESS_CHUNK_SIZE(post("Transfer-Encoding: chunked") + "1;" + "x".repeat(MEBIBYTE)),
        UNREAD_ANSWER(post("Content-Length: " + DISCOVER.length()) + DISCOVER);

        private final byte[] bytes;

        Attack(String sent) {
            this.bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final String DISCOVER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}";

    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    private static TestProcess server;
    private static TestProcess gateway;

    @Parameter
    Transport transport;

    private final List<Socket> attackers = new ArrayList<>();

    private static String post(String header) {
        return "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
    }

    // ---- The processes ----

    @BeforeParameterizedClassInvocation
    static void start(Transport transport) {
        Path secret = RunningPair.secretFile(PROGRAMS);
        TestAuthority authority = new TestAuthority(PROGRAMS.folder(), "authority");
        server = launch(
                List.of(
                        "server",
                        "--data",
                        PROGRAMS.folder().toString(),
                        "--port",
                        "0",
                        "--link-port",
                        "0",
                        "--link-secret-file",
                        secret.toString(),
                        "--auth-mode",
                        "dev",
                        "--seed-dev-users"),
                both(Deployment.UNLIMITED, transport == Transport.TLS ? serverTls(authority) : new String[0]));
        URI link = server.listening("link");
        gateway = launch(
                List.of(
                        "gateway",
                        "--server",
                        server.listening("http").toString(),
                        "--link",
                        link.getHost() + ":" + link.getPort(),
                        "--link-secret-file",
                        secret.toString(),
                        "--port",
                        "0"),
                transport == Transport.TLS ? linkTls(authority.certify("gateway"), authority) : new String[0]);
        RpcCaller.of(gateway.listening("http")).awaitReady();
    }

    private static TestProcess launch(List<String> arguments, String... settings) {
        return PROGRAMS.start(
                List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "sh"),
                ExamplePrograms.with(arguments, settings),
                Map.of("HERO_COLLAB_JAVA_OPTS", "-Xmx" + HEAP));
    }

    private static String[] serverTls(TestAuthority authority) {
        TestAuthority.Identity identity = authority.certify("server", "127.0.0.1");
        return both(
                linkTls(identity, authority),
                "http.certificate-file=" + identity.certificate(),
                "http.key-file=" + identity.key());
    }

    private static String[] linkTls(TestAuthority.Identity identity, TestAuthority authority) {
        return new String[] {
            "link.certificate-file=" + identity.certificate(),
            "link.key-file=" + identity.key(),
            "link.trusted-file=" + authority.certificate()
        };
    }

    private static String[] both(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    private static URI address(Target target) {
        return switch (target) {
            case SERVER_HTTP -> server.listening("http");
            case GATEWAY_HTTP -> gateway.listening("http");
            case LINK -> server.listening("link");
        };
    }

    // ---- The attacks ----

    static Stream<Arguments> attacksOfEachListener() {
        return Arrays.stream(Target.values())
                .flatMap(target -> Arrays.stream(Attack.values()).map(attack -> Arguments.of(target, attack)));
    }

    @ParameterizedTest
    @MethodSource("attacksOfEachListener")
    void memberIsServedAfterTheAttack(Target target, Attack attack) throws Exception {
        RpcCaller bob = RpcCaller.of(gateway.listening("http")).signIn("bob");
        attack(address(target), attack);
        endAttack();
        awaitServed(bob);
        assertTrue(server.running(), server::report);
        assertTrue(gateway.running(), gateway::report);
    }

    private void attack(URI listener, Attack attack) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket attacker = new Socket();
                attackers.add(attacker);
                threads.execute(() -> send(attacker, listener, attack));
            }
            threads.shutdown();
            // a listener that does not read keeps a sender until its connection is closed
            if (!threads.awaitTermination(15, TimeUnit.SECONDS)) threads.shutdownNow();
        }
    }

    private static void send(Socket attacker, URI listener, Attack attack) {
        try {
            attacker.setReceiveBufferSize(16 * 1024);
            attacker.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
            attacker.connect(new InetSocketAddress("127.0.0.1", listener.getPort()), 10_000);
            attacker.getOutputStream().write(attack.bytes);
        } catch (IOException rejected) {
            // the listener may reject or close any of them
        }
    }

    @AfterEach
    void endAttack() throws IOException {
        for (Socket attacker : attackers) attacker.close();
        attackers.clear();
    }

    /** A member with a session writes, and another one signs in; tries again until {@link #HEALING} has passed. */
    private static void awaitServed(RpcCaller member) {
        long deadline = System.nanoTime() + HEALING.toNanos();
        while (true) {
            try {
                member.call("message.send", "channel_id", 1, "text", "after the attack");
                RpcCaller.of(member.base()).signIn("carol").call("user.me");
                return;
            } catch (RpcCallRejected | UncheckedIOException notYet) {
                if (System.nanoTime() > deadline) throw notYet;
            }
        }
    }
}
