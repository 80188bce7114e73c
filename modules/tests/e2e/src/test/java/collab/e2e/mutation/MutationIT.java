package collab.e2e.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof can see: a product that is wrong in one place shows a violation within 25 seeds, and the
 * product as it is shows none.
 */
class MutationIT {
    private static final int SEEDS_MAX = Integer.getInteger("collab.mutation.seeds-max", 25);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    /** The essential rows, all of them, or those with a name that contains a match of the given expression. */
    static List<Mutation> rows() {
        String wish = System.getProperty("collab.mutations", "");
        if (wish.isEmpty()) return MutationTable.essential();
        if (wish.equals("all")) return MutationTable.all();
        List<Mutation> rows = MutationTable.all().stream()
                .filter(row -> Pattern.compile(wish).matcher(row.name()).find())
                .toList();
        if (rows.isEmpty()) throw new IllegalArgumentException("no mutation has a name that matches " + wish);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    @Timeout(value = 20, unit = TimeUnit.MINUTES) // of a row that is reported late or never
    void wrongProductIsReported(Mutation mutation) throws Exception {
        long begin = System.nanoTime();
        MutationRun.Outcome outcome = new MutationRun(programs, programs.folder()).untilCaught(mutation, SEEDS_MAX);
        System.out.printf(
                "mutation: %-75s %s after %d seeds, %.1f s; %s%n",
                mutation.name(),
                outcome.rules(),
                outcome.seeds(),
                (System.nanoTime() - begin) / 1e9,
                outcome.first().orElse("not caught"));
        assertTrue(outcome.caught(), () -> mutation.name() + " was not reported within " + SEEDS_MAX + " seeds");
    }

    /** A row that no longer compiles is noticed also when the run leaves it out. */
    @Test
    void everyMutationCompiles() throws Exception {
        boolean typeCompiled = false;
        for (Mutation mutation : MutationTable.all()) {
            boolean ofType = MutationTable.unsentTypes().contains(mutation); // these differ only by a string
            if (!ofType || !typeCompiled) MutatedModule.compile(mutation, programs.folder());
            typeCompiled |= ofType;
        }
    }

    @Test
    void unchangedProductIsNotReported() throws Exception {
        MutationRun run = new MutationRun(programs, programs.folder());
        for (int seed = 1; seed <= Integer.getInteger("collab.mutation.unchanged-seeds", 2); seed++) {
            assertEquals(Optional.empty(), run.outcome(seed).first());
        }
    }
}
