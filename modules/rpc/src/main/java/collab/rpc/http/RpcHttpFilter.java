package collab.rpc.http;

import collab.api.ErrorCode;
import collab.rpc.config.RpcConfig;
import collab.rpc.jsonrpc.RpcError;
import collab.runtime.RpcExchange.Request;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request must be as HTTP before anybody looks into it. A browser can be made to send a request by a page of somebody
 * else's; it can not be made to lie about the content type, the origin or where the request comes from.
 */
final class RpcHttpFilter {
    /** A refusal before JSON-RPC begins. */
    record Refusal(int status, RpcError error, Map<String, String> headers) {
        private static Refusal of(int status, ErrorCode code, String detail) {
            return new Refusal(status, RpcError.of(code, detail), Map.of());
        }
    }

    private final RpcConfig config;
    private final boolean loopbackOnly;

    /** @param loopbackOnly whether only this machine is served: then a name that leads here from elsewhere is a trick */
    RpcHttpFilter(RpcConfig config, boolean loopbackOnly) {
        this.config = config;
        this.loopbackOnly = loopbackOnly;
    }

    Optional<Refusal> refuse(Request request) {
        if (!request.verb().equals("POST")) {
            RpcError error = RpcError.of(ErrorCode.INVALID_REQUEST, "the method is POST");
            return Optional.of(new Refusal(405, error, Map.of("Allow", "POST")));
        }
        if (!isJson(request.header("content-type").orElse(""))) {
            return refusal(415, ErrorCode.INVALID_REQUEST, "the content type is application/json");
        }
        if (!request.header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
            return refusal(415, ErrorCode.INVALID_REQUEST, "the body is not compressed");
        }
        if (isForeign(request)) {
            return refusal(403, ErrorCode.PERMISSION_DENIED, "pages of other origins may not call");
        }
        if (request.body().length() > config.bodyBytesMax()) {
            return refusal(413, ErrorCode.TOO_LARGE, "a body has at most " + config.bodyBytesMax() + " bytes");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(int status, ErrorCode code, String detail) {
        return Optional.of(Refusal.of(status, code, detail));
    }

    /** {@code application/json}, with at most a charset that says the obvious. */
    private static boolean isJson(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("application/json")) return false;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) return false;
        }
        return true;
    }

    // ---- where it comes from ----

    private boolean isForeign(Request request) {
        if (request.header("sec-fetch-site").orElse("").equals("cross-site")) return true;
        String host = request.peer().host();
        if (loopbackOnly && !isLoopback(host)) return true;
        return request.header("origin")
                .map(origin -> !config.origins().contains(origin)
                        && !isSame(origin, host, request.peer().secure()))
                .orElse(false);
    }

    private static boolean isSame(String origin, String host, boolean secure) {
        String scheme = secure ? "https" : "http";
        return authority(scheme, origin)
                .map(ours -> authority(scheme, scheme + "://" + host).equals(Optional.of(ours)))
                .orElse(false);
    }

    /** {@code host:port} of an origin with that scheme, nothing for any other text. */
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

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "[::1]");

    /** A name of somebody else that is made to lead to this machine (DNS rebinding) is not one of these. */
    private static boolean isLoopback(String host) {
        String name = authority("http", "http://" + host)
                .map(authority -> authority.substring(0, authority.lastIndexOf(':')))
                .orElse("");
        return LOOPBACK_NAMES.contains(name) || name.matches("127(\\.\\d{1,3}){3}");
    }
}
