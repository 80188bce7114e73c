package collab.e2e.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof can see: a product that is wrong in one place shows a violation within {@value #SEEDS_MAX} seeds, and the
 * product as it is shows none.
 */
class MutationIT {
    private static final int SEEDS_MAX = 25;

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    static List<Mutation> rows() {
        String wish = System.getProperty("collab.mutations", "");
        return Stream.concat(MutationTable.rows().stream(), MutationTable.unsentTypes().stream())
                .filter(row -> row.name().matches(".*(" + wish + ").*"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
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

    @Test
    void unchangedProductIsNotReported() throws Exception {
        MutationRun run = new MutationRun(programs, programs.folder());
        for (int seed = 1; seed <= Integer.getInteger("collab.mutation.unchanged-seeds", 2); seed++) {
            assertEquals(Optional.empty(), run.outcome(seed).first());
        }
    }
}
