package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Protects the health service from watchers that have gone. The service notifies all watchers on the thread that
 * changes the health; a failed write to one of them would keep the others from being notified and this server from
 * stopping.
 */
public final class HealthWatchInterceptor implements ServerInterceptor {
    private static final System.Logger LOG = System.getLogger(HealthWatchInterceptor.class.getName());

    private final String service;

    public HealthWatchInterceptor(String service) {
        this.service = service;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!service.equals(call.getMethodDescriptor().getServiceName())) return next.startCall(call, headers);
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void sendMessage(R health) {
                        try {
                            super.sendMessage(health);
                        } catch (RuntimeException gone) {
                            LOG.log(DEBUG, "could not notify a watcher of the health service", gone);
                        }
                    }
                },
                headers);
    }
}
