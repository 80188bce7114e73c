package collab.launcher;

import collab.api.Json;
import collab.api.OpenRpcDocument;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server that answers each call with the first example of its method in the contract. */
final class ExampleServer implements AutoCloseable {
    private final Map<String, JsonNode> results = new HashMap<>();
    private final Map<String, JsonNode> errors = new ConcurrentHashMap<>();
    private final HttpServer http;

    ExampleServer() throws IOException {
        for (JsonNode method : OpenRpcDocument.json().path("methods")) {
            results.put(method.path("name").asText(), method.at("/examples/0/result/value"));
        }
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/rpc", this::answer);
        http.start();
    }

    /** Answers the calls of a method with this error. */
    void reject(String method, JsonNode error) {
        errors.put(method, error);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = Json.parse(exchange.getRequestBody().readAllBytes());
        var response = Json.object().put("jsonrpc", "2.0");
        response.set("id", request.path("id"));
        String method = request.path("method").asText();
        if (errors.containsKey(method)) response.set("error", errors.get(method));
        else response.set("result", results.get(method));
        byte[] body = Json.bytes(response);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
