package collab.websocket.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.testkit.RawClient;
import collab.websocket.CloseStatus;
import collab.websocket.RecordingHandler;
import collab.websocket.SocketConfig;
import collab.websocket.frame.EncodedFrame;
import io.helidon.webserver.ListenerConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenerSetupTest {

    @Test
    void socketOpensCarriesTextInBothDirectionsAndCloses() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        try (RunningListener listener = RunningListener.start(
                        _ -> new UpgradeDecision.Accepted(Optional.empty(), handler), SocketConfig.DEFAULT);
                RawClient client = RawClient.open(listener.port())) {
            handler.awaitOpen().offer(EncodedFrame.text("hello"));
            assertEquals("hello", client.readFrame().text());
            client.sendText("back");
            assertEquals("text back", handler.awaitEvent());
            handler.awaitOpen().close(4201, "draining");
            RawClient.Frame close = client.readFrame();
            assertEquals(4201, close.closeCode());
            client.send(ClientFrames.close(4201, ""));
            assertEquals(0, client.readToEnd().length);
            assertEquals(new CloseStatus(4201, "draining", CloseStatus.Cause.CLOSED_HERE, true), handler.awaitEnd());
        }
    }

    @Test
    void listenerUsesHttp1TcpNoDelayAndPlainSockets() {
        try (RunningListener listener =
                RunningListener.start(_ -> new UpgradeDecision.Rejected(404, "nothing"), SocketConfig.DEFAULT)) {
            ListenerConfig config = listener.config();
            assertEquals(1, config.connectionSelectors().size());
            assertEquals(List.of(), config.protocols());
            assertFalse(config.useNio());
            assertTrue(config.connectionOptions().tcpNoDelay());
            assertEquals(0, config.writeQueueLength());
            assertEquals(8192, config.backlog());
        }
    }
}
