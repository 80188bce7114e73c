package collab.gateway.session;

import collab.wire.ProtocolVersion;
import io.helidon.common.mapper.OptionalValue;
import io.helidon.common.uri.UriQuery;
import java.util.Optional;

/** Where a client wants to go on. */
public sealed interface ResumeRequest {

    /** Nowhere: it holds no state. */
    record None() implements ResumeRequest {}

    /** @param epoch without one it is the current one's position: so speaks version 1 */
    record From(Optional<String> epoch, long position) implements ResumeRequest {}

    /** It asked, but not for a place. */
    record Malformed() implements ResumeRequest {}

    long POSITION_MAX = (1L << 53) - 1;

    static ResumeRequest of(UriQuery query, ProtocolVersion protocol) {
        OptionalValue<String> from = query.first("resume_from");
        if (from.isEmpty()) return new None();
        Optional<Long> position = position(from.get());
        Optional<String> epoch = query.first("epoch").asOptional();
        boolean mustName = protocol != ProtocolVersion.V1_JSON;
        if (position.isEmpty() || (mustName && epoch.isEmpty())) return new Malformed();
        return new From(epoch, position.get());
    }

    private static Optional<Long> position(String digits) {
        if (!digits.matches("\\d{1,16}")) return Optional.empty();
        return Optional.of(Long.parseLong(digits)).filter(position -> position <= POSITION_MAX);
    }
}
