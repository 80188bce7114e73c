package collab.gateway;

import io.helidon.common.mapper.OptionalValue;
import io.helidon.common.uri.UriQuery;
import java.util.Optional;

/** Where a client wants to go on. */
sealed interface ResumeRequest {

    /** Nowhere: it holds no state. */
    record None() implements ResumeRequest {}

    record From(String epoch, long position) implements ResumeRequest {}

    /** It asked, but not for a place. */
    record Malformed() implements ResumeRequest {}

    long POSITION_MAX = (1L << 53) - 1;

    static ResumeRequest of(UriQuery query) {
        OptionalValue<String> from = query.first("resume_from");
        if (from.isEmpty()) return new None();
        Optional<Long> position = position(from.get());
        OptionalValue<String> epoch = query.first("epoch");
        if (position.isEmpty() || epoch.isEmpty()) return new Malformed();
        return new From(epoch.get(), position.get());
    }

    private static Optional<Long> position(String digits) {
        if (!digits.matches("\\d{1,16}")) return Optional.empty();
        return Optional.of(Long.parseLong(digits)).filter(position -> position <= POSITION_MAX);
    }
}
