package collab.persistence;

import collab.domain.Caller;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Entity;
import collab.domain.EntityRef;
import collab.domain.Turn;
import collab.domain.World;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** The domain's rules, with a few words that do something to the ledger that asks. */
final class HeldRules implements Rulebook {
    /** Keeps the writer inside a transaction that has written something, until {@link #release}. */
    static final String HOLD = "hold";

    /** Fails as {@link #failure} says. */
    static final String FAIL = "fail";

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
    public Decision decide(World world, Caller caller, Command command, Turn turn) {
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
            }
        }
        return Rulebook.DOMAIN.decide(world, caller, command, turn);
    }

    @Override
    public Optional<Entity> recall(World world, Caller caller, EntityRef ref) {
        return Rulebook.DOMAIN.recall(world, caller, ref);
    }
}
