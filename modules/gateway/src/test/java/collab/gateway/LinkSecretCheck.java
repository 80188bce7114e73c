package collab.gateway;

import collab.wire.LinkHeaders;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Rejects every call without the secret of the link. */
final class LinkSecretCheck implements ServerInterceptor {
    private static final Metadata.Key<String> KEY =
            Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        if (FakeServer.SECRET.equals(headers.get(KEY))) return next.startCall(call, headers);
        call.close(Status.UNAUTHENTICATED, new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
