package collab.websocket.frame;

/**
 * One frame in the queue of a socket.
 *
 * @param frame the payload that all recipients share
 * @param recipientBytes the bytes that only this recipient gets; recipients with equal bytes share the array
 */
public record OutboundFrame(EncodedFrame frame, byte[] recipientBytes) {

    /** A frame that is the same for all recipients. */
    public OutboundFrame(EncodedFrame frame) {
        this(frame, EncodedFrame.NO_RECIPIENT_BYTES);
    }

    public int wireBytes() {
        return frame.wireBytes(recipientBytes.length);
    }

    public int writeTo(byte[] target, int start) {
        return frame.writeTo(target, start, recipientBytes);
    }
}
