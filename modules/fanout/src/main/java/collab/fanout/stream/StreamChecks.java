package collab.fanout.stream;

import collab.domain.id.LogPosition;
import collab.persistence.EventLog;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Checks that streams repeat; each throws the status that ends the stream. */
final class StreamChecks {
    private StreamChecks() {}

    static void checkEpoch(String epoch, EventLog log) {
        if (!log.epoch().equals(epoch)) {
            throw outOfRange("epoch " + epoch + " is over, the current one is " + log.epoch());
        }
    }

    /** To be called after reading, because events that were pruned meanwhile may be missing. */
    static void checkFloor(LogPosition cursor, EventLog log) {
        if (log.floor().isAfter(cursor)) {
            throw outOfRange("the stream is at " + cursor + ", below the oldest kept position " + log.floor());
        }
    }

    static void checkWanted(int wanted, int max) {
        if (wanted > max) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("more than " + max + " users are wanted")
                    .asRuntimeException();
        }
    }

    static StatusRuntimeException invalid(String why) {
        return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
    }

    static StatusRuntimeException outOfRange(String why) {
        return Status.OUT_OF_RANGE.withDescription(why).asRuntimeException();
    }
}
