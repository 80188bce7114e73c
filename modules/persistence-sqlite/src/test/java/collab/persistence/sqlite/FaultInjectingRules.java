package collab.persistence.sqlite;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.World;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.model.User;
import collab.domain.rules.DecisionContext;
import collab.persistence.spi.CommandRules;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** The rules of the domain, except for status texts that hold the ledger or make a decision fail. */
final class FaultInjectingRules implements CommandRules {
    /** Holds the writer inside its transaction until {@link #release}. */
    static final String HOLD = "hold";

    /** Throws the exception of {@link #failWith}. */
    static final String FAIL = "fail";

    /** Is accepted with a valid event and one whose row violates a constraint: a second user with the caller's username. */
    static final String DUPLICATE_NAME = "duplicate name";

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile Supplier<RuntimeException> failure = () -> new IllegalArgumentException("a defect of the rules");

    void failWith(Supplier<RuntimeException> next) {
        failure = next;
    }

    void awaitHeld() throws InterruptedException {
        held.await();
    }

    void release() {
        released.countDown();
    }

    @Override
    public Decision decide(World world, Caller caller, Command command, DecisionContext context) {
        if (command instanceof Command.SetStatusText(String text)) {
            if (text.equals(HOLD)) {
                held.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            } else if (text.equals(FAIL)) {
                throw failure.get();
            } else if (text.equals(DUPLICATE_NAME)) {
                return duplicateName(world, ((Caller.Person) caller).userId(), context);
            }
        }
        return CommandRules.DOMAIN.decide(world, caller, command, context);
    }

    private static Decision duplicateName(World world, UserId caller, DecisionContext context) {
        User user = world.user(caller).orElseThrow();
        User changed = user.presented(user.displayName(), user.avatarUrl(), DUPLICATE_NAME, context.next());
        User duplicate = User.created(
                context.ids().newUser(),
                user.username(),
                user.displayName(),
                context.now(),
                context.next().plus(1));
        return new Decision.Accepted(
                List.of(new Event.UserUpdated(changed), new Event.UserUpdated(duplicate)), List.of(), changed);
    }

    @Override
    public Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
        return CommandRules.DOMAIN.recall(world, caller, ref);
    }
}
