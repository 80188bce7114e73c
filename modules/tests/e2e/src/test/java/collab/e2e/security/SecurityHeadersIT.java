package collab.e2e.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every answer of every listener for HTTP has the security headers once, in each mode of signing in. */
@Tag("security")
class SecurityHeadersIT {
    private static final String HEALTH = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";
    private static final String LOGIN = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth.login\",\"params\":%s}";

    private static final Map<String, String> EXPECTED = Map.of(
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "referrer-policy", "no-referrer",
            "permissions-policy", "camera=(self), microphone=(self), geolocation=()",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin");

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private enum Mode {
        DEV,
        TOKEN,
        PROXY;

        private String[] settings(Path folder) throws IOException {
            return switch (this) {
                case DEV -> new String[0];
                case TOKEN -> new String[] {"auth.mode=token", "setup.mode=file"};
                case PROXY ->
                    new String[] {
                        "auth.mode=proxy",
                        "auth.proxy-secret-file="
                                + Files.writeString(folder.resolve("proxy.secret"), "the secret of the proxy")
                    };
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerHasTheSecurityHeaders(Mode mode) throws IOException {
        Path data = programs.folder();
        RunningPair pair = RunningPair.start(programs, data, mode.settings(programs.folder()));
        for (URI http : List.of(pair.server().http(), pair.gateway().http())) {
            for (HttpRequest.Builder request : requests(http)) assertHeaders(RpcCaller.send(request));
        }
        String page = RpcCaller.send(get(pair.gateway().http(), "/"))
                .headers()
                .firstValue("content-security-policy")
                .orElseThrow();
        assertTrue(page.contains("script-src 'self'") && page.contains("frame-ancestors 'none'"), page);
        if (mode != Mode.PROXY) assertCookieIsProtected(pair.gateway().http(), login(mode, data));
    }

    private static List<HttpRequest.Builder> requests(URI http) {
        List<HttpRequest.Builder> requests = new ArrayList<>();
        for (String path : List.of("/", "/livez", "/readyz", "/metrics", "/rpc", "/unknown", "/metrics;x", "/docs/"))
            requests.add(get(http, path));
        requests.add(call(http, HEALTH));
        requests.add(call(http, "no JSON"));
        requests.add(call(http, HEALTH).setHeader("Content-Type", "text/plain"));
        requests.add(call(http, HEALTH).header("Origin", "https://evil.example"));
        requests.add(call(http, HEALTH).header("Authorization", "Bearer unknown"));
        requests.add(call(http, "x".repeat(2 << 20)));
        requests.add(get(http, "/ws/user/1"));
        return requests;
    }

    private static HttpRequest.Builder get(URI http, String path) {
        return HttpRequest.newBuilder(http.resolve(path));
    }

    private static HttpRequest.Builder call(URI http, String body) {
        return HttpRequest.newBuilder(http.resolve("/rpc"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static void assertHeaders(HttpResponse<String> answer) {
        HttpHeaders headers = answer.headers();
        String which = answer.uri() + " " + answer.statusCode() + " " + headers.map();
        EXPECTED.forEach((name, value) -> assertEquals(List.of(value), headers.allValues(name), which));
        List<String> policy = headers.allValues("content-security-policy");
        assertEquals(1, policy.size(), which);
        assertTrue(policy.getFirst().contains("default-src "), which);
        assertTrue(policy.getFirst().contains("frame-ancestors 'none'"), which);
        assertEquals(List.of(), headers.allValues("access-control-allow-origin"), which);
        assertEquals(List.of(), headers.allValues("server"), which);
        if (answer.uri().getPath().equals("/rpc") && answer.statusCode() == 200)
            assertTrue(headers.firstValue("cache-control").orElse("").contains("no-store"), which);
    }

    private static String login(Mode mode, Path data) throws IOException {
        if (mode == Mode.DEV) return LOGIN.formatted("{\"username\":\"alice\"}");
        String password = Files.readString(data.resolve("admin.password")).strip();
        return LOGIN.formatted("{\"username\":\"admin\",\"password\":\"" + password + "\"}");
    }

    private static void assertCookieIsProtected(URI http, String login) throws IOException {
        HttpResponse<String> answer = RpcCaller.send(call(http, login));
        String cookie = answer.headers().firstValue("set-cookie").orElseThrow(() -> new AssertionError(answer.body()));
        String attributes = cookie.toLowerCase(Locale.ROOT);
        for (String attribute : List.of("; httponly", "; samesite=lax", "; path=/"))
            assertTrue(attributes.contains(attribute), cookie);
        assertTrue(!attributes.contains("; domain="), cookie);
    }
}
