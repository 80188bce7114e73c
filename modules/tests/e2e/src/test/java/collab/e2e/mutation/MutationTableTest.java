package collab.e2e.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the table still finds its text in the product, so that a move of the code is noticed at once. */
class MutationTableTest {
    static List<Mutation> all() {
        return MutationTable.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void mutationFindsItsTextExactlyOnce(Mutation mutation) {
        assertTrue(mutation.source().contains(mutation.replacement()), mutation::name);
    }

    @Test
    void everyTypeOfTheLogHasARow() {
        List<Mutation> types = MutationTable.unsentTypes();
        assertTrue(types.stream().anyMatch(row -> row.name().startsWith("channel.added ")), types::toString);
        assertTrue(types.stream().noneMatch(row -> row.name().startsWith("typing")), types::toString);
    }

    @Test
    void everyRunContainsARowOfEachKind() {
        assertEquals(8, MutationTable.essential().size());
    }

    @Test
    void namesAreUnique() {
        List<String> names = all().stream().map(Mutation::name).toList();
        assertNotEquals(List.of(), names);
        assertEquals(names.size(), names.stream().distinct().count());
    }
}
