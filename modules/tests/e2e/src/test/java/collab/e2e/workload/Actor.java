package collab.e2e.workload;

import collab.api.RpcMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Random;

/** A user of the workload at work: the operations of this user, and what the user knows. One thread. */
record Actor(Team.Member user, Team team, Operations operations, Random random) {
    long id() {
        return user.id();
    }

    /** The result, if the operation was done. */
    Optional<JsonNode> run(RpcMethod method, Object... namesAndValues) {
        return operations.run(user.caller(), random, method, namesAndValues);
    }

    String fresh(String prefix) {
        return operations.fresh(prefix);
    }

    boolean chance(int ofHundred) {
        return random.nextInt(100) < ofHundred;
    }

    CarefulCaller careful() {
        return operations.careful(user.caller(), random);
    }
}
