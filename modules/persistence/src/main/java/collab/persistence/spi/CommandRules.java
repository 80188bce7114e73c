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

/**
 * Decides commands. The implementation is the domain's {@link Rules}; this interface lets a test of the ledger replace it, for
 * example to make a decision fail.
 */
public interface CommandRules {
    CommandRules DOMAIN = new CommandRules() {
        @Override
        public Decision decide(World world, Caller caller, Command command, DecisionContext context) {
            return Rules.decide(world, caller, command, context);
        }

        @Override
        public Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
            return Rules.recall(world, caller, ref);
        }
    };

    /** Decides what a command changes, or rejects it. */
    Decision decide(World world, Caller caller, Command command, DecisionContext context);

    /** Returns the present state of a result of an earlier command, if the caller may still read it. */
    Optional<Entity> recall(World world, Caller caller, EntityRef ref);
}
