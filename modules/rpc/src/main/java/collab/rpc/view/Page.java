package collab.rpc.view;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One page of a list. The query reads one row more than the limit. The extra row is not returned; it shows that another page follows.
 *
 * @param more whether another page follows
 */
public record Page<T>(List<T> rows, boolean more) {
    public Page {
        rows = List.copyOf(rows);
    }

    /** @param found at most {@code limit + 1} rows */
    public static <T> Page<T> of(List<T> found, int limit) {
        return found.size() > limit ? new Page<>(found.subList(0, limit), true) : new Page<>(found, false);
    }

    /** The cursor of the next page, absent on the last page. */
    public Optional<Long> next(ToLongFunction<T> id) {
        return more ? Optional.of(id.applyAsLong(rows.getLast())) : Optional.empty();
    }
}
