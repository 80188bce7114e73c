package collab.fanout.connection;

/**
 * Follows the gRPC messages of one stream: each has a prefix of five bytes, a flag and the length, and then that many bytes.
 * Confined to the reading thread.
 */
final class MessageLengths {
    private static final int PREFIX_BYTES = 5;

    private int prefixBytes;
    private long length;
    private long bytesLeft;

    /** The greatest length that a prefix in this DATA frame announces; 0 when it has no whole prefix. */
    long longest(Http2Frames.Frame frame) {
        byte[] bytes = frame.bytes();
        int at = Http2Frames.HEAD_BYTES;
        int end = bytes.length;
        if (frame.has(Http2Frames.PADDED) && at < end) end -= bytes[at++] & 0xff;
        long longest = 0;
        while (at < end) {
            if (bytesLeft > 0) {
                int skipped = (int) Math.min(bytesLeft, end - at);
                bytesLeft -= skipped;
                at += skipped;
                continue;
            }
            if (prefixBytes > 0) length = length << 8 | bytes[at] & 0xff;
            at++;
            if (++prefixBytes == PREFIX_BYTES) {
                longest = Math.max(longest, length);
                bytesLeft = length;
                prefixBytes = 0;
                length = 0;
            }
        }
        return longest;
    }
}
