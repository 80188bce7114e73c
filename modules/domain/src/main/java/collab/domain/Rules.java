package collab.domain;

import java.util.Optional;

/**
 * Decides every command: may this caller do this to the world as it is, and what follows. Pure: the same arguments give
 * the same decision.
 */
public final class Rules {
    private Rules() {}

    public static Decision decide(World world, Caller caller, Command command, Turn turn) {
        throw new UnsupportedOperationException(command.toString());
    }

    /** The entity as it is now, if the caller may (still) see it. */
    public static Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
        throw new UnsupportedOperationException(ref.toString());
    }
}
