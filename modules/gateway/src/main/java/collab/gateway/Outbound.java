package collab.gateway;

/** One frame on its way to one socket: the shared part and the few bytes that are this recipient's own. */
record Outbound(EncodedFrame frame, byte[] own) {

    int wireBytes() {
        return frame.wireBytes(own.length);
    }

    int writeTo(byte[] target, int start) {
        return frame.writeTo(target, start, own);
    }
}
