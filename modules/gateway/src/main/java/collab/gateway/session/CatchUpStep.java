package collab.gateway.session;

import collab.wire.CloseCode;

/** What a connection needs next while it catches up. */
sealed interface CatchUpStep {
    CatchUpStep DONE = new Done();
    CatchUpStep AWAIT_CAPACITY = new AwaitCapacity();
    CatchUpStep SLOW = new Close(CloseCode.SLOW_CONSUMER, "too slow");

    /** Nothing: the connection is live or has ended. */
    record Done() implements CatchUpStep {}

    /** Capacity in its queue: some events were queued, more are waiting. */
    record AwaitCapacity() implements CatchUpStep {}

    /** Events {@code (from, to]} from the event log, because the replay ring does not contain them any more. */
    record ReadLog(String epoch, long from, long to) implements CatchUpStep {}

    /** To be closed, because it cannot receive all events. */
    record Close(CloseCode code, String reason) implements CatchUpStep {}
}
