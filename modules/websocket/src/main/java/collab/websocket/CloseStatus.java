package collab.websocket;

import collab.websocket.frame.Rfc6455;

/**
 * How a socket ended.
 *
 * @param code   the code of the close frame that decided it, {@link Rfc6455#NO_STATUS} for one without a code,
 *               {@link Rfc6455#ABNORMAL} when there was none
 * @param reason text for people
 * @param cause  who noticed or decided first
 * @param clean  whether close frames went both ways
 */
public record CloseStatus(int code, String reason, Cause cause, boolean clean) {

    /** Who ended it. */
    public enum Cause {
        /** {@link Socket#close} or {@link Socket#abort} was called. */
        CLOSED_HERE,
        /** The peer sent a close frame first. */
        CLOSED_BY_PEER,
        /** The peer broke the protocol and was told so. */
        VIOLATION,
        /** The connection was cut without a close frame. */
        VANISHED,
        /** A write was stuck for longer than the write timeout. */
        STALLED,
        /** The web server stopped before the socket had been opened. */
        STOPPED
    }

    CloseStatus cleanly() {
        return new CloseStatus(code, reason, cause, true);
    }
}
