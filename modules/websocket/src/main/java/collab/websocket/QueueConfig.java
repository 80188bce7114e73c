package collab.websocket;

/**
 * The bounds of what may wait for one socket.
 *
 * @param framesMax       hard bound in frames; one more is answered {@link EnqueueResult#FULL}
 * @param bytesMax        hard bound in bytes on the wire
 * @param signalFramesMax soft bound in frames, from which signals are shed
 * @param signalBytesMax  soft bound in bytes
 * @param writeBytesMax   how much goes out in one write; a single larger frame goes alone
 */
public record QueueConfig(int framesMax, int bytesMax, int signalFramesMax, int signalBytesMax, int writeBytesMax) {

    public static final QueueConfig DEFAULT = new QueueConfig(256, 1 << 20, 128, 1 << 19, 1 << 16);

    public QueueConfig {
        if (framesMax < 1) throw new IllegalArgumentException("queue.frames-max must be at least 1, is " + framesMax);
        if (bytesMax < 1024)
            throw new IllegalArgumentException("queue.bytes-max must be at least 1024, is " + bytesMax);
        if (signalFramesMax < 1 || signalFramesMax > framesMax) {
            throw new IllegalArgumentException(
                    "queue.signal-frames-max must be 1 to " + framesMax + ", is " + signalFramesMax);
        }
        if (signalBytesMax < 1 || signalBytesMax > bytesMax) {
            throw new IllegalArgumentException(
                    "queue.signal-bytes-max must be 1 to " + bytesMax + ", is " + signalBytesMax);
        }
        if (writeBytesMax < 1024) {
            throw new IllegalArgumentException("queue.write-bytes-max must be at least 1024, is " + writeBytesMax);
        }
    }
}
