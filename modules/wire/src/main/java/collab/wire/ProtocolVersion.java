package collab.wire;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a browser's socket speaks: the version of the events' shape and how they are written. */
public enum ProtocolVersion {
    V1_JSON(1, "collab.v1.json"),
    V2_JSON(2, "collab.v2.json"),
    V2_PROTO(2, "collab.v2.proto");

    /** In front of a one-time ticket that is offered as if it were a subprotocol; says nothing about versions. */
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

    /** The version of the events' shape. */
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
     * The number that closes a socket of this version. Clients of version 1 stop on every 4xxx, so they are told one of RFC
     * 6455's that has the same meaning.
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
     * The first of the client's offers that is spoken here; a client that offers none is of version 1. Empty when there is
     * nothing in common.
     */
    public static Optional<ProtocolVersion> negotiate(List<String> offered, Set<ProtocolVersion> spoken) {
        List<String> versions =
                offered.stream().filter(name -> !name.startsWith(TICKET_PREFIX)).toList();
        if (versions.isEmpty()) return Optional.of(V1_JSON).filter(spoken::contains);
        return versions.stream()
                .flatMap(name -> spoken.stream().filter(version -> version.subprotocol.equals(name)))
                .findFirst();
    }

    /** The ticket among the offers. */
    public static Optional<String> ticket(List<String> offered) {
        return offered.stream()
                .filter(name -> name.startsWith(TICKET_PREFIX))
                .map(name -> name.substring(TICKET_PREFIX.length()))
                .findFirst();
    }

    /** The names of what is spoken, for a refusal. */
    public static String names(Set<ProtocolVersion> spoken) {
        return Stream.of(values())
                .filter(spoken::contains)
                .map(ProtocolVersion::subprotocol)
                .collect(Collectors.joining(", "));
    }
}
