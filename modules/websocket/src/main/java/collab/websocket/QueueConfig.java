package collab.websocket;

/**
 * The limits of the frames that wait for one socket.
 *
 * @param framesMax hard limit in frames; a frame beyond it gets {@link EnqueueResult#FULL}
 * @param bytesMax hard limit in bytes on the wire
 * @param softFramesMax soft limit in frames; a droppable frame beyond it gets {@link EnqueueResult#SHED}
 * @param softBytesMax soft limit in bytes
 * @param writeBytesMax the size of one write in bytes; a larger frame is written alone
 */
public record QueueConfig(int framesMax, int bytesMax, int softFramesMax, int softBytesMax, int writeBytesMax) {

    public static final QueueConfig DEFAULT = new QueueConfig(256, 1 << 20, 128, 1 << 19, 1 << 16);

    public QueueConfig {
        if (framesMax < 1) throw new IllegalArgumentException("queue.frames-max must be at least 1, got " + framesMax);
        if (bytesMax < 1024)
            throw new IllegalArgumentException("queue.bytes-max must be at least 1024, got " + bytesMax);
        if (softFramesMax < 1 || softFramesMax > framesMax) {
            throw new IllegalArgumentException("softFramesMax must be 1 to " + framesMax + ", got " + softFramesMax);
        }
        if (softBytesMax < 1 || softBytesMax > bytesMax) {
            throw new IllegalArgumentException("softBytesMax must be 1 to " + bytesMax + ", got " + softBytesMax);
        }
        if (writeBytesMax < 1024) {
            throw new IllegalArgumentException("writeBytesMax must be at least 1024, got " + writeBytesMax);
        }
    }

    /** These limits as hard limits, with soft limits of half their size. */
    public QueueConfig withHardLimits(int frames, int bytes) {
        return new QueueConfig(frames, bytes, Math.max(1, frames / 2), Math.max(1, bytes / 2), writeBytesMax);
    }
}
