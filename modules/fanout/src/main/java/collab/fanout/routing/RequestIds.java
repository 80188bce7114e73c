package collab.fanout.routing;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.LongFunction;

/** Converts the numbers of a request to identifiers; rejects invalid ones with INVALID_ARGUMENT. */
public final class RequestIds {
    private RequestIds() {}

    public static UserId user(long id) {
        return parse(UserId::new, id);
    }

    public static LogPosition position(long position) {
        return parse(LogPosition::new, position);
    }

    public static <T> T parse(LongFunction<T> kind, long number) {
        try {
            return kind.apply(number);
        } catch (IllegalArgumentException outOfRange) {
            throw rejection(outOfRange);
        }
    }

    private static StatusRuntimeException rejection(IllegalArgumentException why) {
        return Status.INVALID_ARGUMENT
                .withDescription(why.getMessage())
                .withCause(why)
                .asRuntimeException();
    }

    /** Ignores the remaining messages of a rejected stream. */
    public static final class Ignored<T> implements StreamObserver<T> {
        @Override
        public void onNext(T request) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
