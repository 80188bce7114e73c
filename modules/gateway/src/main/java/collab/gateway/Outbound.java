package collab.gateway;

/** One frame on its way to a socket: the shared part and the few bytes that are for recipients like this one. Shared by those. */
record Outbound(EncodedFrame frame, byte[] own) {

    /** A frame that is the same for everybody. */
    Outbound(EncodedFrame frame) {
        this(frame, EncodedFrame.NOTHING);
    }

    int wireBytes() {
        return frame.wireBytes(own.length);
    }

    int writeTo(byte[] target, int start) {
        return frame.writeTo(target, start, own);
    }
}
