package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Event;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * After any sequence of commands the invariants hold and every client is correct: an old state plus the events that a
 * user received equals a fresh state.
 */
class RandomCommandsTest {
    private static final int COMMANDS = 800;

    @Test
    void invariantsHoldAfterRandomCommands() {
        long seed = System.nanoTime();
        run(seed);
    }

    /**
     * The same sequences every time. Together they contain every event, and every command changes the state at least once.
     */
    @Test
    void invariantsHoldForEveryCommandAndEvent() {
        Set<Class<?>> events = new HashSet<>();
        Set<Class<?>> commands = new HashSet<>();
        for (long seed = 1; seed <= 20; seed++) {
            RandomRun run = run(seed);
            run.rules.world.log().forEach(logged -> events.add(logged.event().getClass()));
            commands.addAll(run.changing);
        }
        assertEquals(names(permittedLeaves(Event.class)), names(events));
        assertEquals(names(permittedLeaves(Command.class)), names(commands));
    }

    private static RandomRun run(long seed) {
        RandomRun run = new RandomRun(seed);
        for (int i = 0; i < COMMANDS; i++) {
            run.step();
        }
        return run;
    }

    private static Set<Class<?>> permittedLeaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses())
                        .flatMap(permitted -> permittedLeaves(permitted).stream())
                        .collect(Collectors.toSet())
                : Set.of(type);
    }

    private static Set<String> names(Set<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    }
}
