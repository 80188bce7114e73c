package collab.websocket.frame;

/** One frame on its way to a socket: the shared part and the few bytes that are for recipients like this one. Shared by those. */
public record OutboundFrame(EncodedFrame frame, byte[] own) {

    /** A frame that is the same for everybody. */
    public OutboundFrame(EncodedFrame frame) {
        this(frame, EncodedFrame.NOTHING);
    }

    public int wireBytes() {
        return frame.wireBytes(own.length);
    }

    public int writeTo(byte[] target, int start) {
        return frame.writeTo(target, start, own);
    }
}
