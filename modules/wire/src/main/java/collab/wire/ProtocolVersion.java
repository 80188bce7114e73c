package collab.wire;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The protocol of a client's socket: the event version and the encoding. */
public enum ProtocolVersion {
    V1_JSON(1, "collab.v1.json"),
    V2_JSON(2, "collab.v2.json"),
    V2_PROTO(2, "collab.v2.proto");

    /** The prefix of a one-time ticket that a client offers as a subprotocol. It selects no version. */
    public static final String TICKET_PREFIX = "collab.ticket.";

    private static final int GOING_AWAY = 1001;
    private static final int POLICY_VIOLATION = 1008;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    private final int events;
    private final String subprotocol;

    ProtocolVersion(int events, String subprotocol) {
        this.events = events;
        this.subprotocol = subprotocol;
    }

    /** The event version. */
    public int events() {
        return events;
    }

    /** Whether its messages are binary. */
    public boolean binary() {
        return this == V2_PROTO;
    }

    /** The name in {@code Sec-WebSocket-Protocol}. */
    public String subprotocol() {
        return subprotocol;
    }

    /**
     * The close code for a socket of this version. Version 1 clients stop on every 4xxx code, so they receive the code of
     * RFC 6455 with the same meaning.
     */
    public int closeNumber(CloseCode code) {
        if (events > 1) return code.number();
        return switch (code.reaction()) {
            case STOP -> POLICY_VIOLATION;
            case BACK_OFF -> code == CloseCode.UNAVAILABLE ? INTERNAL_ERROR : TRY_AGAIN_LATER;
            case RETURN -> GOING_AWAY;
        };
    }

    /**
     * The first subprotocol offered by the client that this process supports. A client that offers none uses version 1. Empty
     * when there is no common subprotocol.
     */
    public static Optional<ProtocolVersion> negotiate(List<String> offered, Set<ProtocolVersion> supported) {
        List<String> versions =
                offered.stream().filter(name -> !name.startsWith(TICKET_PREFIX)).toList();
        if (versions.isEmpty()) return Optional.of(V1_JSON).filter(supported::contains);
        return versions.stream()
                .flatMap(name -> supported.stream().filter(version -> version.subprotocol.equals(name)))
                .findFirst();
    }

    /** The ticket among the offered subprotocols. */
    public static Optional<String> ticket(List<String> offered) {
        return offered.stream()
                .filter(name -> name.startsWith(TICKET_PREFIX))
                .map(name -> name.substring(TICKET_PREFIX.length()))
                .findFirst();
    }

    /** The names of the supported subprotocols, for an error message. */
    public static String names(Set<ProtocolVersion> supported) {
        return Stream.of(values())
                .filter(supported::contains)
                .map(ProtocolVersion::subprotocol)
                .collect(Collectors.joining(", "));
    }
}
