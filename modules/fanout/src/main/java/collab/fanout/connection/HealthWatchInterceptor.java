package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Keeps a watcher of the health service who is gone from being heard of: the service tells all of them on the thread of whoever
 * changes the health, and a write that failed would keep the others from hearing and this server from leaving.
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
                            LOG.log(DEBUG, "a watcher of the health could not be told", gone);
                        }
                    }
                },
                headers);
    }
}
