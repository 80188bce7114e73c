package collab.e2e.workload;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.harness.RpcCaller;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One operation by several calls at once, through all gateways. Each call is an entry of the history. Any thread. */
public final class SimultaneousCalls {
    private final List<URI> gateways;
    private final History history;

    public SimultaneousCalls(List<URI> gateways, History history) {
        this.gateways = gateways;
        this.history = history;
    }

    /** @param params with the {@code op_id} */
    public record Operation(String op, String method, ObjectNode params) {}

    /** Returns the answers in the order in which the calls ended. */
    public List<CarefulCaller.Answer> make(RpcCaller caller, Random random, int calls, Operation operation) {
        List<CarefulCaller.Answer> answers = new ArrayList<>();
        List<Runnable> branches = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            CarefulCaller careful =
                    new CarefulCaller(caller, gateways, history, new Random(random.nextLong())).startingAt(i);
            branches.add(() -> {
                CarefulCaller.Answer answer = make(careful, operation);
                synchronized (answers) {
                    answers.add(answer);
                }
            });
        }
        Branches.runAll(branches);
        return answers;
    }

    /** Makes the operation by one call. */
    CarefulCaller.Answer make(CarefulCaller careful, Operation operation) {
        CarefulCaller.Answer answer = careful.call(operation.method(), operation.params());
        history.add(new HistoryEntry.Called(
                answer.begin(),
                history.now(),
                operation.op(),
                operation.method(),
                careful.caller().userId(),
                answer.outcome(),
                answer.seq()));
        return answer;
    }
}
