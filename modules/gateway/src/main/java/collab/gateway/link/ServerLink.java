package collab.gateway.link;

import collab.gateway.session.GatewayMetrics;
import collab.gateway.session.StreamListener;
import collab.wire.link.v1.Welcome;
import java.time.Duration;
import java.util.function.Consumer;

/** The gateway's link to the server: owns the thread ({@code link}) that runs {@link LinkLoop}. */
public final class ServerLink implements AutoCloseable {
    private final LinkInbox inbox;
    private final Thread thread;

    private ServerLink(LinkInbox inbox, Thread thread) {
        this.inbox = inbox;
        this.thread = thread;
    }

    /**
     * Starts the link; attaching continues in the background.
     *
     * @param onWelcome receives every welcome, on the link thread
     */
    public static ServerLink start(
            LinkContext context, StreamListener listener, Consumer<Welcome> onWelcome, GatewayMetrics metrics) {
        LinkLoop loop = new LinkLoop(context, listener, onWelcome, metrics);
        return new ServerLink(
                context.inbox(), Thread.ofPlatform().daemon().name("link").start(loop));
    }

    /** The gateway is draining: the server keeps its users online for that time. */
    public void draining(Duration hold) {
        inbox.draining(hold);
    }

    /** Ends the stream and returns after the thread has ended. */
    @Override
    public void close() {
        inbox.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
