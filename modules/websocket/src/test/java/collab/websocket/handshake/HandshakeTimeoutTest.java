package collab.websocket.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.testkit.RawClient;
import collab.websocket.CloseStatus;
import collab.websocket.RecordingHandler;
import collab.websocket.SocketConfig;
import collab.websocket.SocketTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The head timeout of a real server. */
@Timeout(60)
@Tag("security")
class HandshakeTimeoutTest {
    private static final SocketConfig SHORT_HEAD_TIMEOUT =
            SocketConfig.DEFAULT.withTimeouts(SocketTimeouts.DEFAULT.withHead(Duration.ofMillis(200)));

    /** For tests in which a complete head must arrive within the timeout. */
    private static final SocketConfig ONE_SECOND_HEAD_TIMEOUT =
            SocketConfig.DEFAULT.withTimeouts(SocketTimeouts.DEFAULT.withHead(Duration.ofSeconds(1)));

    private final RecordingHandler handler = new RecordingHandler();
    private RunningListener listener = RunningListener.start(_ -> accept(), SocketConfig.DEFAULT);

    private UpgradeDecision accept() {
        return new UpgradeDecision.Accepted(Optional.empty(), handler);
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /ws/user/1 HT", "GET /ws/user/1 HTTP/1.1\r\nHost: local"})
    void incompleteHeadIsDisconnectedAfterHeadTimeout(String begin) throws Exception {
        restart(SHORT_HEAD_TIMEOUT);
        try (RawClient client = RawClient.connect(listener.port())) {
            if (!begin.isEmpty()) client.send(begin);
            WebSocketUpgradeTest.readToEnd(client); // returns because the server closes
        }
    }

    @Test
    void incompleteSecondHeadIsDisconnectedAfterHeadTimeout() throws Exception {
        restart(ONE_SECOND_HEAD_TIMEOUT);
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readHead();
            client.send("GET /plain HTTP/1.1\r\nHost: local");
            WebSocketUpgradeTest.readToEnd(client);
        }
    }

    @Test
    void openSocketOutlivesHeadTimeout() throws Exception {
        restart(ONE_SECOND_HEAD_TIMEOUT);
        CountDownLatch past = new CountDownLatch(1);
        try (RawClient client = RawClient.open(listener.port())) {
            var _ = listener.deadlines.after(
                    ONE_SECOND_HEAD_TIMEOUT.timeouts().head().multipliedBy(2), past::countDown);
            past.await();
            client.sendText("still here");
            assertEquals("text still here", handler.awaitEvent());
        }
    }

    @Test
    void slowPolicyIsDisconnectedAndHandlerReceivesOnEnd() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        listener.close();
        listener = RunningListener.start(
                _ -> {
                    awaitQuietly(cut);
                    return accept();
                },
                ONE_SECOND_HEAD_TIMEOUT);
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(RawClient.handshake("/ws/user/1", ""));
            assertEquals("", WebSocketUpgradeTest.readToEnd(client));
            cut.countDown();
            assertEquals(CloseStatus.Cause.STOPPED, handler.awaitEnd().cause());
            assertFalse(handler.opened.isDone());
        }
    }

    private void restart(SocketConfig config) {
        listener.close();
        listener = RunningListener.start(_ -> accept(), config);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
