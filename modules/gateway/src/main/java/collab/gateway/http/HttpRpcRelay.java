package collab.gateway.http;

import collab.runtime.RpcExchange;
import collab.runtime.TlsIdentity;
import collab.wire.LinkHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Relays calls to a server elsewhere, with the secret that makes it believe what we say of the client. */
public final class HttpRpcRelay implements RpcRelay, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client;
    private final ExecutorService threads;
    private final URI rpc;
    private final String secret;
    private final Duration deadline;

    private HttpRpcRelay(HttpClient client, ExecutorService threads, URI rpc, String secret, Duration deadline) {
        this.client = client;
        this.threads = threads;
        this.rpc = rpc;
        this.secret = secret;
        this.deadline = deadline;
    }

    /**
     * @param server for example {@code http://10.0.0.2:8080}
     * @param tls whom to take for the server when it is {@code https}; empty: who is certified as the JDK's default has it
     * @param deadline for one call, from the first byte to the last
     */
    public static HttpRpcRelay to(URI server, String secret, Optional<TlsIdentity> tls, Duration deadline) {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("rpc-relay-", 0).factory());
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        tls.ifPresent(identity -> client.sslContext(identity.context()));
        return new HttpRpcRelay(client.build(), threads, server.resolve("/rpc"), secret, deadline);
    }

    @Override
    public RpcExchange.Reply relay(RpcExchange.Request call) {
        try {
            HttpResponse<byte[]> response = client.send(request(call), BodyHandlers.ofByteArray());
            return new RpcExchange.Reply(
                    response.statusCode(), headers(response), RpcExchange.Bytes.of(response.body()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new RelayFailure("the server can not be reached", false, e);
        } catch (IOException e) {
            throw new RelayFailure("the server did not answer", true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RelayFailure("the gateway stops", true, e);
        }
    }

    private HttpRequest request(RpcExchange.Request call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(rpc)
                .timeout(deadline)
                .method(
                        call.verb(),
                        call.body().length() == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body().array()));
        call.headers().forEach(request::setHeader);
        request.setHeader(LinkHeaders.SECRET, secret);
        request.setHeader(LinkHeaders.PEER_ADDRESS, call.peer().address());
        request.setHeader(LinkHeaders.SCHEME, call.peer().secure() ? "https" : "http");
        request.setHeader(LinkHeaders.HOST, call.peer().host());
        return request.build();
    }

    private static Map<String, List<String>> headers(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> {
            if (HopHeaders.travels(name)) headers.put(name.toLowerCase(Locale.ROOT), values);
        });
        return headers;
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.close();
    }
}
