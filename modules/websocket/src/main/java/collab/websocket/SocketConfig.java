package collab.websocket;

/**
 * The limits of one socket.
 *
 * @param queue the limits of the frames that wait to be written
 * @param messageBytesMax the largest message of a client in bytes, all fragments together; a larger one closes the socket with 1009
 * @param framesPerMinute how many frames a client may send in a minute, control frames included
 */
public record SocketConfig(QueueConfig queue, int messageBytesMax, int framesPerMinute, SocketTimeouts timeouts) {

    public static final SocketConfig DEFAULT = new SocketConfig(QueueConfig.DEFAULT, 4096, 120, SocketTimeouts.DEFAULT);

    public SocketConfig {
        if (messageBytesMax < 125) {
            throw new IllegalArgumentException("messageBytesMax must be at least 125, got " + messageBytesMax);
        }
        if (framesPerMinute < 1) {
            throw new IllegalArgumentException("framesPerMinute must be at least 1, got " + framesPerMinute);
        }
    }

    public SocketConfig withQueue(QueueConfig other) {
        return new SocketConfig(other, messageBytesMax, framesPerMinute, timeouts);
    }

    public SocketConfig withMessageBytesMax(int bytes) {
        return new SocketConfig(queue, bytes, framesPerMinute, timeouts);
    }

    public SocketConfig withFramesPerMinute(int frames) {
        return new SocketConfig(queue, messageBytesMax, frames, timeouts);
    }

    public SocketConfig withTimeouts(SocketTimeouts other) {
        return new SocketConfig(queue, messageBytesMax, framesPerMinute, other);
    }
}
