package collab.rpc.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.api.ErrorCode;
import collab.api.RpcMethod;
import collab.rpc.jsonrpc.RpcFailure;
import collab.runtime.rpc.MemoryBudget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One member requested pages of 14 MB on 400 connections and did not read them, and the heap was exhausted. */
@Tag("security")
class AnswerMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    private final MemoryBudget budget = MemoryBudget.of(24 * MEBIBYTE);
    private final MemoryBudget.Reservation first = budget.open("192.0.2.1");
    private final MemoryBudget.Reservation second = budget.open("192.0.2.1");
    private final MemoryBudget.Reservation other = budget.open("192.0.2.2");

    @Test
    void answerKeepsItsSizeUntilItIsSent() {
        AnswerMemory memory = new AnswerMemory(first);
        long reserved = memory.reserve(RpcMethod.MESSAGE_LIST);
        memory.settle(RpcMethod.MESSAGE_LIST, reserved, 3 * MEBIBYTE);
        assertEquals(3 * MEBIBYTE, budget.used());
        first.close();
        assertEquals(0, budget.used());
    }

    @Test
    void queryIsNotExecutedWhenTheShareIsHeld() {
        AnswerMemory memory = new AnswerMemory(first);
        memory.settle(RpcMethod.MESSAGE_LIST, memory.reserve(RpcMethod.MESSAGE_LIST), 11 * MEBIBYTE);
        RpcFailure refused =
                assertThrows(RpcFailure.class, () -> new AnswerMemory(second).reserve(RpcMethod.MESSAGE_LIST));
        assertEquals(ErrorCode.UNAVAILABLE, refused.error().code());
        assertEquals("not_executed", refused.error().data().get("outcome").textValue());
        new AnswerMemory(other).reserve(RpcMethod.MESSAGE_LIST);
    }

    @Test
    void largerAnswerThanThereIsMemoryIsDropped() {
        AnswerMemory memory = new AnswerMemory(first);
        long reserved = memory.reserve(RpcMethod.MESSAGE_SEND);
        RpcFailure dropped =
                assertThrows(RpcFailure.class, () -> memory.settle(RpcMethod.MESSAGE_SEND, reserved, 20 * MEBIBYTE));
        assertEquals("unknown", dropped.error().data().get("outcome").textValue());
        memory.free(reserved);
        assertEquals(0, budget.used());
    }
}
