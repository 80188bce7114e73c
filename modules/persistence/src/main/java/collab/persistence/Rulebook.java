package collab.persistence;

import collab.domain.Caller;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Entity;
import collab.domain.EntityRef;
import collab.domain.Rules;
import collab.domain.Turn;
import collab.domain.World;
import java.util.Optional;

/** Who decides: the domain's {@link Rules}. A seam, so that a test of the ledger can let a decision fail. */
interface Rulebook {
    Rulebook DOMAIN = new Rulebook() {
        @Override
        public Decision decide(World world, Caller caller, Command command, Turn turn) {
            return Rules.decide(world, caller, command, turn);
        }

        @Override
        public Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
            return Rules.recall(world, caller, ref);
        }
    };

    Decision decide(World world, Caller caller, Command command, Turn turn);

    Optional<Entity> recall(World world, Caller caller, EntityRef ref);
}
