package collab.domain.access;

import collab.domain.Decision;
import collab.domain.Rejection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A valid value, or the reason why a value is rejected. */
public sealed interface Validated<T> {
    record Passed<T>(T value) implements Validated<T> {}

    record Failed<T>(Rejection why) implements Validated<T> {}

    static <T> Validated<T> of(Optional<T> found, Supplier<Rejection> otherwise) {
        return found.<Validated<T>>map(Passed::new).orElseGet(() -> new Failed<>(otherwise.get()));
    }

    static <T> Validated<T> of(T value, boolean passes, Supplier<Rejection> otherwise) {
        return passes ? new Passed<>(value) : new Failed<>(otherwise.get());
    }

    default Decision then(Function<? super T, Decision> next) {
        return switch (this) {
            case Passed<T>(T value) -> next.apply(value);
            case Failed<T>(Rejection why) -> new Decision.Rejected(why);
        };
    }

    default <U> Validated<U> and(Function<? super T, Validated<U>> next) {
        return switch (this) {
            case Passed<T>(T value) -> next.apply(value);
            case Failed<T>(Rejection why) -> new Failed<>(why);
        };
    }
}
