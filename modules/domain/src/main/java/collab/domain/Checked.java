package collab.domain;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A value the rules may go on with, or why they may not. */
sealed interface Checked<T> {
    record Passed<T>(T value) implements Checked<T> {}

    record Failed<T>(Rejection why) implements Checked<T> {}

    static <T> Checked<T> of(Optional<T> found, Supplier<Rejection> otherwise) {
        return found.<Checked<T>>map(Passed::new).orElseGet(() -> new Failed<>(otherwise.get()));
    }

    static <T> Checked<T> of(T value, boolean passes, Supplier<Rejection> otherwise) {
        return passes ? new Passed<>(value) : new Failed<>(otherwise.get());
    }

    default Decision then(Function<? super T, Decision> next) {
        return switch (this) {
            case Passed<T>(T value) -> next.apply(value);
            case Failed<T>(Rejection why) -> new Decision.Rejected(why);
        };
    }

    default <U> Checked<U> and(Function<? super T, Checked<U>> next) {
        return switch (this) {
            case Passed<T>(T value) -> next.apply(value);
            case Failed<T>(Rejection why) -> new Failed<>(why);
        };
    }
}
