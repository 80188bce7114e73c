package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import collab.wire.LinkHeaders;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Rejects calls without the shared secret, except a single health check; a health watch would be kept open for
 * unauthenticated callers. Passes the bearer token on.
 */
public final class LinkSecretInterceptor implements ServerInterceptor {
    public static final Metadata.Key<String> SECRET =
            Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER);
    public static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final System.Logger LOG = System.getLogger(LinkSecretInterceptor.class.getName());
    private static final System.Logger SECURITY = System.getLogger("collab.security");
    private static final String BEARER = "Bearer ";
    private static final Context.Key<String> TOKEN = Context.key("bearer-token");

    /** How long the first message of an unauthenticated caller is awaited. */
    private static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(5);

    private final byte[] secret;
    private final String openMethod;
    private final ScheduledExecutorService scheduler;
    private final Function<SocketAddress, Optional<LinkConnection>> connections;

    /**
     * @param openMethod the full name of the method that needs no secret
     * @param connections finds the open connection of a peer
     */
    LinkSecretInterceptor(
            String secret,
            String openMethod,
            ScheduledExecutorService scheduler,
            Function<SocketAddress, Optional<LinkConnection>> connections) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.openMethod = openMethod;
        this.scheduler = scheduler;
        this.connections = connections;
    }

    /** The bearer token of the current call. */
    public static Optional<String> bearerToken() {
        return Optional.ofNullable(TOKEN.get());
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Optional<SocketAddress> peer = Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        Optional<LinkConnection> connection = peer.flatMap(connections);
        boolean isMember = isSecret(Objects.requireNonNullElse(headers.get(SECRET), ""));
        connection.ifPresent(isMember ? LinkConnection::markMember : LinkConnection::markUnauthenticated);
        ServerCall.Listener<Q> listener = listener(call, headers, next, isMember);
        return connection.isEmpty() ? listener : CancelledWithConnection.start(listener, connection.get());
    }

    private <Q, R> ServerCall.Listener<Q> listener(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next, boolean isMember) {
        boolean open = openMethod.equals(call.getMethodDescriptor().getFullMethodName());
        if (!open && !isMember) {
            SECURITY.log(
                    WARNING,
                    "{0} called {1} without the link secret",
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                    call.getMethodDescriptor().getFullMethodName());
            return new DelayedRejection<>(call).start(scheduler);
        }
        String authorization = Objects.requireNonNullElse(headers.get(AUTHORIZATION), "");
        if (!authorization.startsWith(BEARER)) {
            return next.startCall(call, headers);
        }
        Context context = Context.current()
                .withValue(TOKEN, authorization.substring(BEARER.length()).strip());
        return Contexts.interceptCall(context, call, headers, next);
    }

    /** Cancels a call when its connection has ended. */
    private static final class CancelledWithConnection<Q> extends SimpleForwardingServerCallListener<Q> {
        private final LinkConnection connection;
        private final Runnable cancel = this::onCancel;
        private volatile boolean cancelled;

        private CancelledWithConnection(ServerCall.Listener<Q> listener, LinkConnection connection) {
            super(listener);
            this.connection = connection;
        }

        static <Q> ServerCall.Listener<Q> start(ServerCall.Listener<Q> listener, LinkConnection connection) {
            CancelledWithConnection<Q> call = new CancelledWithConnection<>(listener, connection);
            connection.callStarted(call.cancel);
            return call;
        }

        @Override
        public void onCancel() {
            cancelled = true;
            connection.callEnded(cancel);
            super.onCancel();
        }

        /** The service answers a call without a stream of requests here; the peer may have gone meanwhile. */
        @Override
        public void onHalfClose() {
            try {
                if (!cancelled) super.onHalfClose();
            } catch (StatusRuntimeException gone) {
                if (!cancelled) throw gone;
                LOG.log(DEBUG, "a call was cancelled before its answer", gone);
            }
        }

        @Override
        public void onComplete() {
            connection.callEnded(cancel);
            super.onComplete();
        }
    }

    /**
     * Rejects after the caller's first message has arrived, or after a timeout. Helidon answers a frame for a call that
     * has ended by closing the connection, and the caller would see that instead of the reason.
     */
    private static final class DelayedRejection<Q> extends ServerCall.Listener<Q> {
        private final ServerCall<Q, ?> call;
        private final AtomicBoolean rejected = new AtomicBoolean();

        /** Written once, before the call delivers anything. */
        private volatile Future<?> deadline = CompletableFuture.completedFuture(true);

        DelayedRejection(ServerCall<Q, ?> call) {
            this.call = call;
        }

        DelayedRejection<Q> start(ScheduledExecutorService scheduler) {
            deadline = scheduler.schedule(
                    () -> Thread.ofVirtual().name("link-reject").start(this::reject), // it writes
                    MESSAGE_DEADLINE.toMillis(),
                    TimeUnit.MILLISECONDS);
            call.request(2); // one message, and the end
            return this;
        }

        @Override
        public void onMessage(Q message) {
            if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) reject();
        }

        @Override
        public void onHalfClose() {
            reject();
        }

        @Override
        public void onCancel() {
            deadline.cancel(false);
        }

        private void reject() {
            if (rejected.getAndSet(true)) return;
            deadline.cancel(false);
            call.close(Status.UNAUTHENTICATED.withDescription("the link secret is missing or wrong"), new Metadata());
        }
    }

    /** Compares in a time that does not depend on the number of equal characters. */
    private boolean isSecret(String offered) {
        return MessageDigest.isEqual(secret, offered.getBytes(StandardCharsets.UTF_8));
    }
}
