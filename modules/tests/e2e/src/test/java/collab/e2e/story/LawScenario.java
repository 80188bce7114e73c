package collab.e2e.story;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Calls that are made in order.
 *
 * @param endedSessions the callers whose session ends with the calls
 */
record LawScenario(List<Call> calls, List<RpcCaller> endedSessions) {
    /** A call whose preconditions exist. */
    record Call(RpcCaller caller, ObjectNode params) {}

    static LawScenario of(Call... calls) {
        return new LawScenario(List.of(calls), List.of());
    }

    static Call call(RpcCaller caller, Object... params) {
        return new Call(caller, TestJson.params(params));
    }

    LawScenario ending(RpcCaller session) {
        return new LawScenario(calls, List.of(session));
    }
}
