package collab.gateway.session;

import collab.wire.ProtocolVersion;
import io.helidon.common.mapper.OptionalValue;
import io.helidon.common.uri.UriQuery;
import java.util.Optional;

/** The position at which a client resumes. */
public sealed interface ResumeRequest {

    /** The client has no state and does not resume. */
    record None() implements ResumeRequest {}

    /** @param epoch empty in version 1, where the position belongs to the current epoch */
    record From(Optional<String> epoch, long position) implements ResumeRequest {}

    /** The client requested a resume with an invalid position. */
    record Malformed() implements ResumeRequest {}

    long POSITION_MAX = (1L << 53) - 1;

    static ResumeRequest of(UriQuery query, ProtocolVersion protocol) {
        OptionalValue<String> from = query.first("resume_from");
        if (from.isEmpty()) return new None();
        Optional<Long> position = position(from.get());
        Optional<String> epoch = query.first("epoch").asOptional();
        boolean epochRequired = protocol != ProtocolVersion.V1_JSON;
        if (position.isEmpty() || (epochRequired && epoch.isEmpty())) return new Malformed();
        return new From(epoch, position.get());
    }

    private static Optional<Long> position(String digits) {
        if (!digits.matches("\\d{1,16}")) return Optional.empty();
        return Optional.of(Long.parseLong(digits)).filter(position -> position <= POSITION_MAX);
    }
}
