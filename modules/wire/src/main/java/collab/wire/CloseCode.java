package collab.wire;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reason for closing a client's socket. The range of the code determines the client's reaction, also for unknown codes. */
public enum CloseCode {
    UNAUTHENTICATED(4001),
    UNEXPECTED_MESSAGE(4002),
    FORBIDDEN(4003),
    SESSION_REVOKED(4004),
    VERSION(4010),
    /** The server failed, or the gateway has no connection to it. */
    UNAVAILABLE(4100),
    SLOW_CONSUMER(4108),
    RATE(4113),
    TOO_MANY_SOCKETS(4129),
    /** The gateway is draining. The {@code draining} frame contained the delay before the reconnect. */
    DRAINING(4201),
    GAP(4210),
    NO_PONG(4212);

    /** The reaction of a client to a close code. */
    public enum Reaction {
        STOP,
        /** Reconnect after a growing, random delay. */
        BACK_OFF,
        /** Reconnect at once and resume. After a connection that was not stable, like {@link #BACK_OFF}. */
        RETURN
    }

    private static final Map<Integer, CloseCode> BY_NUMBER =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(CloseCode::number, Function.identity()));

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public Reaction reaction() {
        return reactionTo(number);
    }

    public static Optional<CloseCode> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** The reaction of a version 2 client to any close code, including those of RFC 6455. */
    public static Reaction reactionTo(int number) {
        if (number == 1008 || (number >= 4000 && number < 4100)) return Reaction.STOP;
        if (number >= 4200 && number < 4300) return Reaction.RETURN;
        return Reaction.BACK_OFF;
    }
}
