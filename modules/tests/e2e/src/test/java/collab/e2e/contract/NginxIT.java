package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestProcess;
import collab.testkit.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code etc/nginx.conf} with the real nginx in front of the real program. Only addresses, ports and the files of the certificate
 * are replaced. The shipped file did not load on Debian 12, and {@code /metrics;x} passed its rule for {@code /metrics}.
 */
@Tag("security")
class NginxIT {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    /** An address of this machine that the rule of the operator's pages does not allow. */
    private static final String ELSEWHERE = "127.0.0.2";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private TestAuthority authority;
    private HttpClient client;
    private int plainPort;
    private int tlsPort;
    private TestProcess nginx;

    @BeforeEach
    void startBoth() throws Exception {
        assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
        Path folder = programs.folder();
        authority = new TestAuthority(folder, "authority");
        client = HttpClient.newBuilder()
                .sslContext(trusting(authority.certificate()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        plainPort = freePort();
        tlsPort = freePort();
        RunningStart product = RunningStart.start(
                programs,
                folder.resolve("data"),
                "http.proxies=127.0.0.1",
                "http.origins=https://localhost:" + tlsPort);
        nginx = programs.startOther(
                List.of(NGINX.toString()),
                List.of(
                        "-e",
                        "stderr",
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration(folder, product.http().getPort())),
                Map.of());
        Retry.until("nginx to listen", () -> !nginx.running() || accepts(tlsPort));
        assertTrue(nginx.running(), nginx.report());
    }

    /** The shipped file in an http block, with the ports and files of this test. */
    private String configuration(Path folder, int gatewayPort) throws IOException {
        TestAuthority.Identity identity = authority.certify("localhost", "localhost");
        String shipped = Files.readString(RuntimeImage.repository().resolve("etc/nginx.conf"))
                .replace("127.0.0.1:8080", "127.0.0.1:" + gatewayPort)
                .replace("listen 80;", "listen 127.0.0.1:" + plainPort + ";")
                .replace("listen 443 ", "listen 127.0.0.1:" + tlsPort + " ")
                .replace("/etc/ssl/chat.example.org.pem", identity.certificate().toString())
                .replace("/etc/ssl/chat.example.org.key", identity.key().toString());
        Files.writeString(folder.resolve("hero-collab.conf"), shipped);
        StringBuilder main = new StringBuilder("daemon off;\nmaster_process off;\nworker_processes 1;\n");
        main.append("pid ").append(folder.resolve("nginx.pid")).append(";\nevents {}\nhttp {\n  access_log off;\n");
        for (String module : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            main.append("  ")
                    .append(module)
                    .append("_temp_path ")
                    .append(folder.resolve(module))
                    .append(";\n");
        }
        main.append("  include ").append(folder.resolve("hero-collab.conf")).append(";\n}\n");
        return Files.writeString(folder.resolve("nginx.conf"), main).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static SSLContext trusting(Path certificate) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private URI address(String path) {
        return URI.create("https://localhost:" + tlsPort + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> login() throws Exception {
        return send(
                HttpRequest.newBuilder(address("/rpc"))
                        .header("Content-Type", "application/json")
                        .header("Origin", "https://localhost:" + tlsPort)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth.login\",\"params\":{\"username\":\"alice\"}}")));
    }

    @Test
    void pageAndCallsWorkOverTlsAndTheCookieIsSecure() throws Exception {
        HttpResponse<String> page = send(HttpRequest.newBuilder(address("/")));
        assertEquals(200, page.statusCode());
        assertTrue(page.headers().firstValue("strict-transport-security").isPresent());

        HttpResponse<String> login = login();
        assertEquals(200, login.statusCode(), login.body());
        String cookie = login.headers().firstValue("set-cookie").orElseThrow();
        assertTrue(cookie.contains("Secure"), cookie);
    }

    @Test
    void answersHaveEachSecurityHeaderOnce() throws Exception {
        for (String path : List.of("/", "/rpc", "/unknown", "/docs/")) {
            HttpHeaders headers = send(HttpRequest.newBuilder(address(path))).headers();
            for (String name : List.of(
                    "strict-transport-security",
                    "content-security-policy",
                    "x-content-type-options",
                    "x-frame-options",
                    "referrer-policy",
                    "permissions-policy",
                    "cross-origin-opener-policy",
                    "cross-origin-resource-policy")) {
                assertEquals(1, headers.allValues(name).size(), path + " " + name + " " + headers.map());
            }
            assertEquals(List.of(), headers.allValues("access-control-allow-origin"), path);
        }
    }

    @Test
    void socketConnectsThroughNginx() throws Exception {
        HttpResponse<String> login = login();
        String cookie = login.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
        String user = login.body().replaceAll("(?s).*\"user\":\\{\"id\":(\\d+).*", "$1");
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Cookie", cookie)
                .header("Origin", "https://localhost:" + tlsPort)
                .subprotocols("collab.v2.json")
                .buildAsync(URI.create("wss://localhost:" + tlsPort + "/ws/user/" + user), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        first.complete(text.toString());
                        from.request(1);
                        return null;
                    }
                })
                .get(30, TimeUnit.SECONDS);
        assertTrue(first.get(30, TimeUnit.SECONDS).startsWith("{"), "the first frame is a JSON object");
        socket.abort();
    }

    @Test
    void plainHttpIsRedirected() throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://localhost:" + plainPort + "/?a=b")));
        assertEquals(301, answer.statusCode());
        assertEquals(
                "https://localhost/?a=b",
                answer.headers().firstValue("location").orElseThrow());
    }

    @Test
    void operatorPagesAreServedToThisMachineOnly() throws Exception {
        for (String path : List.of("/metrics", "/readyz", "/livez")) {
            assertEquals("200", status("127.0.0.1", path), path);
            assertEquals("403", status(ELSEWHERE, path), path);
        }
        for (String path : List.of(
                "/metrics;x",
                "/metrics;",
                "/;x/metrics",
                "/.;/metrics",
                "/readyz;x",
                "/METRICS",
                "//metrics",
                "/./metrics",
                "/x/../metrics",
                "/%6detrics",
                "/metrics/",
                "/metrics%3Bx",
                "/metrics?x",
                "/metrics%00")) {
            assertTrue(
                    List.of("400", "403", "404").contains(status(ELSEWHERE, path)),
                    path + ": " + status(ELSEWHERE, path));
        }
    }

    /** The status of a request over TLS from this address of the machine. */
    private String status(String from, String path) throws Exception {
        try (Socket plain = new Socket()) {
            plain.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            plain.connect(new InetSocketAddress("127.0.0.1", tlsPort));
            try (Socket tls = trusting(authority.certificate())
                    .getSocketFactory()
                    .createSocket(plain, "localhost", tlsPort, true)) {
                tls.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(tls.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return answer.split(" ", 3)[1];
            }
        }
    }
}
