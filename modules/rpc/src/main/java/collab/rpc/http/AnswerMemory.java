package collab.rpc.http;

import collab.api.RpcMethod;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.runtime.rpc.MemoryBudget;
import java.time.Duration;

/**
 * The memory for the answers of one request. A call reserves what its answer may need before it is executed, waiting for a limited
 * time, and keeps what the answer takes until it was sent. So clients who do not read their answers cannot fill the heap.
 */
final class AnswerMemory {
    /** The result of a query, its rows and its JSON: a page has up to some megabytes. */
    private static final long QUERY_BYTES = 4 << 20;

    /** The result of a change is one entity. */
    private static final long OTHER_BYTES = 64 << 10;

    private static final Duration WAIT_MAX = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final MemoryBudget.Reservation memory;

    AnswerMemory(MemoryBudget.Reservation memory) {
        this.memory = memory;
    }

    /**
     * Reserves memory for a call that has not begun, and returns how much.
     *
     * @throws RpcFailure {@code unavailable} when there is none; the call is not executed
     */
    long reserve(RpcMethod method) {
        long bytes = isQuery(method) ? QUERY_BYTES : OTHER_BYTES;
        if (!memory.grow(bytes, WAIT_MAX)) throw unavailable(Outcome.NOT_EXECUTED);
        return bytes;
    }

    /**
     * Replaces a reservation by what the answer takes, which is returned.
     *
     * @throws RpcFailure {@code unavailable} when the answer needs more than there is; the caller drops the answer
     */
    long settle(RpcMethod method, long reserved, int answerBytes) {
        if (answerBytes > reserved && !memory.grow(answerBytes - reserved)) {
            throw unavailable(isQuery(method) ? Outcome.NOT_EXECUTED : Outcome.UNKNOWN);
        }
        if (answerBytes < reserved) memory.shrink(reserved - answerBytes);
        return answerBytes;
    }

    /** Frees a reservation for which there is no answer. */
    void free(long reserved) {
        memory.shrink(reserved);
    }

    private static boolean isQuery(RpcMethod method) {
        return switch (method.rateClass()) {
            case READ, SEARCH -> true;
            case WRITE, SEND, TYPING, AUTH -> false;
            case NONE -> method == RpcMethod.RPC_DISCOVER;
        };
    }

    private static RpcFailure unavailable(Outcome outcome) {
        return new RpcFailure(RpcError.unavailable(outcome, RETRY_AFTER));
    }
}
