package collab.rpc.http;

import collab.api.ErrorCode;
import collab.rpc.config.RpcConfig;
import collab.rpc.jsonrpc.RpcError;
import collab.runtime.RequestHeadRules;
import collab.runtime.rpc.RpcExchange.Peer;
import collab.runtime.rpc.RpcExchange.Request;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the HTTP part of a request before its body is read. A page of another origin can make a browser send a
 * request, but the browser does not let the page forge the content type, the origin or {@code Sec-Fetch-Site}.
 */
final class RpcHttpFilter {
    /** The reply to a request that is not passed on to JSON-RPC. */
    record HttpRejection(int status, RpcError error, Map<String, String> headers) {
        private static HttpRejection of(int status, ErrorCode code, String detail) {
            return new HttpRejection(status, RpcError.of(code, detail), Map.of());
        }
    }

    private final RpcConfig config;
    private final boolean loopbackOnly;

    /** @param loopbackOnly whether only loopback names are accepted as host, which prevents DNS rebinding */
    RpcHttpFilter(RpcConfig config, boolean loopbackOnly) {
        this.config = config;
        this.loopbackOnly = loopbackOnly;
    }

    /** Empty when the request may be passed on to JSON-RPC. */
    Optional<HttpRejection> check(Request request) {
        if (!request.verb().equals("POST")) {
            RpcError error =
                    RpcError.of(ErrorCode.INVALID_REQUEST, "the HTTP method must be POST, got " + request.verb());
            return Optional.of(new HttpRejection(405, error, Map.of("Allow", "POST")));
        }
        if (!isJson(request.header("content-type").orElse(""))) {
            return reject(415, ErrorCode.INVALID_REQUEST, "the content type must be application/json");
        }
        if (!request.header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
            return reject(415, ErrorCode.INVALID_REQUEST, "the body must not be compressed");
        }
        if (loopbackOnly && !RequestHeadRules.isLoopback(request.peer().host())) {
            return reject(403, ErrorCode.PERMISSION_DENIED, "the host must be a loopback name with auth.mode dev");
        }
        if (isForeign(request)) {
            return reject(403, ErrorCode.PERMISSION_DENIED, "requests from pages of other origins are not allowed");
        }
        return Optional.empty();
    }

    private static Optional<HttpRejection> reject(int status, ErrorCode code, String detail) {
        return Optional.of(HttpRejection.of(status, code, detail));
    }

    /** {@code application/json}, optionally with {@code charset=utf-8}. */
    private static boolean isJson(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("application/json")) return false;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) return false;
        }
        return true;
    }

    // ---- Origin ----

    private boolean isForeign(Request request) {
        if (request.header("sec-fetch-site").orElse("").contains("cross-site")) return true;
        return request.header("origin")
                .map(origin -> !config.origins().contains(origin) && !isSame(origin, request.peer()))
                .orElse(false);
    }

    private static boolean isSame(String origin, Peer peer) {
        String scheme = peer.secure() ? "https" : "http";
        return authority(scheme, origin)
                .map(page -> authority(scheme, scheme + "://" + peer.host()).equals(Optional.of(page)))
                .orElse(false);
    }

    /** {@code host:port} of an origin with the scheme, empty for any other text. */
    private static Optional<String> authority(String scheme, String origin) {
        try {
            URI uri = new URI(origin);
            if (!scheme.equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
                return Optional.empty();
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            return Optional.of(uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
