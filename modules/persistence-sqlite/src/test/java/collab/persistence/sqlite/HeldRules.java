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

/** The domain's rules, with a few words that do something to the ledger that asks. */
final class HeldRules implements CommandRules {
    /** Keeps the writer inside a transaction that has written something, until {@link #release}. */
    static final String HOLD = "hold";

    /** Fails as {@link #failure} says. */
    static final String FAIL = "fail";

    /** Is accepted with a good event and one whose row can not be: a second user of the caller's own name. */
    static final String TWIN = "twin";

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
    public Decision decide(World world, Caller caller, Command command, DecisionContext turn) {
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
            } else if (text.equals(TWIN)) {
                return twin(world, ((Caller.Person) caller).userId(), turn);
            }
        }
        return CommandRules.DOMAIN.decide(world, caller, command, turn);
    }

    private static Decision twin(World world, UserId caller, DecisionContext turn) {
        User user = world.user(caller).orElseThrow();
        User changed = user.presented(user.displayName(), user.avatarUrl(), TWIN, turn.next());
        User twin = new User(
                turn.ids().newUser(),
                user.username(),
                user.displayName(),
                Optional.empty(),
                "",
                turn.now(),
                Optional.empty(),
                turn.next().plus(1));
        return new Decision.Accepted(
                List.of(new Event.UserUpdated(changed), new Event.UserUpdated(twin)), List.of(), changed);
    }

    @Override
    public Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
        return CommandRules.DOMAIN.recall(world, caller, ref);
    }
}
