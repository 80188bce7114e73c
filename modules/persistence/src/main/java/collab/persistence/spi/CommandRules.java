package collab.persistence.spi;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.World;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.rules.DecisionContext;
import collab.domain.rules.Rules;
import java.util.Optional;

/** Who decides: the domain's {@link Rules}. A seam, so that a test of the ledger can let a decision fail. */
public interface CommandRules {
    CommandRules DOMAIN = new CommandRules() {
        @Override
        public Decision decide(World world, Caller caller, Command command, DecisionContext turn) {
            return Rules.decide(world, caller, command, turn);
        }

        @Override
        public Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
            return Rules.recall(world, caller, ref);
        }
    };

    Decision decide(World world, Caller caller, Command command, DecisionContext turn);

    Optional<Entity> recall(World world, Caller caller, EntityRef ref);
}
