package collab.websocket;

import collab.runtime.RequestHeadDeadline;
import java.time.Duration;

/**
 * The bounds of one socket.
 *
 * @param queue            what may wait for it
 * @param messageBytesMax  largest message a client may send, all its fragments together; more is closed 1009
 * @param framesPerMinute  frames a client may send in a minute, control frames included
 * @param headTimeout      from the connection's first moment to a complete request head, and for the admission behind it
 * @param writeTimeout     how long one write may be stuck on a peer that does not read
 * @param closeTimeout     from our wish to close to the end of the connection, whatever the peer does
 * @param lingerTimeout    how long a connection that broke the protocol is read on, so that the peer gets the close frame
 */
public record SocketConfig(
        QueueConfig queue,
        int messageBytesMax,
        int framesPerMinute,
        Duration headTimeout,
        Duration writeTimeout,
        Duration closeTimeout,
        Duration lingerTimeout) {

    public static final SocketConfig DEFAULT = new SocketConfig(
            QueueConfig.DEFAULT,
            4096,
            120,
            RequestHeadDeadline.DEFAULT_TIMEOUT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    public SocketConfig {
        if (messageBytesMax < 125) {
            throw new IllegalArgumentException("socket.message-bytes-max must be at least 125, is " + messageBytesMax);
        }
        if (framesPerMinute < 1) {
            throw new IllegalArgumentException("socket.frames-per-minute must be at least 1, is " + framesPerMinute);
        }
        requirePositive("http.head-timeout", headTimeout);
        requirePositive("socket.write-timeout", writeTimeout);
        requirePositive("socket.close-timeout", closeTimeout);
        requirePositive("socket.linger-timeout", lingerTimeout);
    }

    public SocketConfig with(QueueConfig queue, Duration headTimeout) {
        return new SocketConfig(
                queue, messageBytesMax, framesPerMinute, headTimeout, writeTimeout, closeTimeout, lingerTimeout);
    }

    private static void requirePositive(String key, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException(key + " must be positive, is " + value);
    }
}
