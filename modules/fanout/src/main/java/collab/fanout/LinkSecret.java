package collab.fanout;

import static java.lang.System.Logger.Level.WARNING;

import collab.wire.LinkHeaders;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets nobody call who does not know the shared secret, except to ask once for health: an answer that goes on would be kept for
 * strangers. Hands the bearer token on.
 */
final class LinkSecret implements ServerInterceptor {
    static final Metadata.Key<String> SECRET = Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final System.Logger SECURITY = System.getLogger("collab.security");
    private static final String BEARER = "Bearer ";
    private static final Context.Key<String> TOKEN = Context.key("bearer-token");

    private final byte[] secret;
    private final String openMethod;

    /** @param openMethod the full name of the method that answers everybody */
    LinkSecret(String secret, String openMethod) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.openMethod = openMethod;
    }

    /** The bearer token of the call under way. */
    static Optional<String> bearerToken() {
        return Optional.ofNullable(TOKEN.get());
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        boolean open = openMethod.equals(call.getMethodDescriptor().getFullMethodName());
        if (!open && !isSecret(Objects.requireNonNullElse(headers.get(SECRET), ""))) {
            SECURITY.log(
                    WARNING,
                    "{0} called {1} without the link secret",
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                    call.getMethodDescriptor().getFullMethodName());
            call.close(Status.UNAUTHENTICATED.withDescription("the link secret is missing or wrong"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        String authorization = Objects.requireNonNullElse(headers.get(AUTHORIZATION), "");
        if (!authorization.startsWith(BEARER)) {
            return next.startCall(call, headers);
        }
        Context context = Context.current()
                .withValue(TOKEN, authorization.substring(BEARER.length()).strip());
        return Contexts.interceptCall(context, call, headers, next);
    }

    /** In a time that does not depend on how much is right. */
    private boolean isSecret(String offered) {
        return MessageDigest.isEqual(secret, offered.getBytes(StandardCharsets.UTF_8));
    }
}
