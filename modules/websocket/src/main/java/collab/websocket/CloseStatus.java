package collab.websocket;

import collab.websocket.frame.Rfc6455;

/**
 * How a socket ended.
 *
 * @param code the code of the first close frame, {@link Rfc6455#NO_STATUS} when it had no code, {@link Rfc6455#ABNORMAL} when there
 *     was no close frame
 * @param reason text for people
 * @param cause what ended the socket first
 * @param clean whether close frames were sent in both directions
 */
public record CloseStatus(int code, String reason, Cause cause, boolean clean) {

    /** What ended a socket. */
    public enum Cause {
        /** {@link Socket#close} or {@link Socket#abort} was called. */
        CLOSED_HERE,
        /** The peer sent a close frame first. */
        CLOSED_BY_PEER,
        /** The peer violated the protocol; a close frame was sent. */
        VIOLATION,
        /** The connection ended without a close frame. */
        VANISHED,
        /** A write took longer than the write timeout. */
        STALLED,
        /** The web server stopped before the socket was open. */
        STOPPED
    }

    CloseStatus asClean() {
        return new CloseStatus(code, reason, cause, true);
    }
}
