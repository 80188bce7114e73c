package collab.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.client.ScriptedGateway.Connection;
import collab.client.ScriptedGateway.Received;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A live session on a real socket: what its threads, calls and close frames do. {@link LiveCasesTest} tests the decisions. */
class LiveSessionTest {
    private static final String STATE = """
            {"epoch":"e1","seq":%d,"user":{"id":7,"username":"alice","display_name":"Alice","status_text":"",
            "created_at":"2026-11-23T05:38:00.123Z","ver":1},"permissions":[],"workspaces":[],"channels":[],"read_states":[],
            "presence":[],"threads":{"unread":[],"following":[],"more":false},"drafts":[],"prefs":[],"server":{"version":"1"}}""";
    private static final String HELLO = """
            {"type":"hello","v":2,"epoch":"e1","head":10,"heartbeat_ms":25000,"pong_ms":10000,
            "backoff":{"min_ms":0,"max_ms":0,"stable_ms":5000}}""";
    private static final String RESUMED = "{\"type\":\"resumed\",\"from\":10,\"to\":10,\"count\":0}";
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder();
    private ScriptedGateway gateway;
    private CollabClient client;

    private static final class Recorder implements LiveSession.Listener {
        private final BlockingQueue<Long> events = new LinkedBlockingQueue<>();
        private final List<String> states = new CopyOnWriteArrayList<>();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void event(LiveEvent event) {
            if (event.seq() == 13) throw new IllegalStateException("event 13");
            events.add(event.seq());
        }

        @Override
        public void state(LiveSession.State state, String why) {
            states.add(state + ": " + why);
            if (state == LiveSession.State.OPEN) open.countDown();
        }

        @Override
        public void failed(RuntimeException failure) {
            failures.add(failure.getMessage());
        }
    }

    @BeforeEach
    void start() throws IOException {
        gateway = ScriptedGateway.start(_ -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + answers.take() + "}");
        client = CollabClient.builder(gateway.address()).token("secret").build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        gateway.close();
    }

    private static String event(long prev, long seq) {
        return """
                {"prev":%d,"seq":%d,"v":2,"type":"message.created","at":"2026-11-23T05:38:00.123Z","event":{}}""".formatted(prev, seq);
    }

    private Connection opened() throws InterruptedException, IOException {
        Connection connection = gateway.connections.take();
        connection.send(HELLO, RESUMED);
        return connection;
    }

    @Test
    void sessionConnectsAtThePositionOfTheState() throws Exception {
        answers.add(STATE.formatted(10));
        try (LiveSession _ = client.live(recorder)) {
            Connection connection = opened();
            assertEquals("/ws/user/7?resume_from=10&epoch=e1", connection.target);
            recorder.open.await();
            connection.send(event(10, 12));
            assertEquals(12, recorder.events.take());
        }
        assertEquals(List.of("CONNECTING: ", "OPEN: ", "STOPPED: closed"), recorder.states);
    }

    @Test
    void failingListenerReceivesTheNextEvent() throws Exception {
        answers.add(STATE.formatted(10));
        try (LiveSession _ = client.live(recorder)) {
            opened().send(event(10, 13), event(13, 14));
            assertEquals(14, recorder.events.take());
            assertEquals(List.of("event 13"), recorder.failures);
        }
    }

    @Test
    void closingSendsACloseFrame() throws Exception {
        answers.add(STATE.formatted(10));
        Connection connection;
        try (LiveSession _ = client.live(recorder)) {
            connection = opened();
            recorder.open.await();
        }
        Received last = connection.received.take();
        assertEquals(CLOSE, last.opcode());
        assertEquals(1000, last.closeCode());
    }

    @Test
    void pingIsAnsweredWhileAFreshStateIsFetched() throws Exception {
        answers.add(STATE.formatted(10));
        try (LiveSession _ = client.live(recorder)) {
            Connection connection = gateway.connections.take();
            connection.send(
                    HELLO,
                    "{\"type\":\"resume.failed\",\"reason\":\"too_old\",\"head\":90}",
                    event(90, 91),
                    "{\"type\":\"ping\",\"ts\":5,\"prev\":91,\"head\":91,\"lag_ms\":0}");
            Received pong = connection.received.take();
            assertEquals(TEXT, pong.opcode());
            assertEquals("{\"type\":\"pong\",\"ts\":5,\"last\":10}", pong.text());
            assertTrue(recorder.events.isEmpty(), "held until the state is there");
            answers.add(STATE.formatted(90));
            assertEquals(91, recorder.events.take());
        }
    }

    @Test
    void unreadableMessagesCloseWith4002AndTheSessionResumes() throws Exception {
        answers.add(STATE.formatted(10));
        try (LiveSession _ = client.live(recorder)) {
            Connection first = opened();
            first.send(event(10, 11), "<html>");
            assertEquals(4002, first.received.take().closeCode());
            Connection second = gateway.connections.take();
            assertEquals("/ws/user/7?resume_from=11&epoch=e1", second.target);
            second.send(HELLO, RESUMED);
            second.send(BINARY, new byte[4]);
            assertEquals(4002, second.received.take().closeCode());
            opened().send(event(11, 12));
            assertEquals(11, recorder.events.take());
            assertEquals(12, recorder.events.take());
        }
    }

    @Test
    void upgradeRefusedWith401Stops() throws Exception {
        gateway.refuseUpgrades(401);
        answers.add(STATE.formatted(10));
        client.live(recorder).join();
        assertEquals("STOPPED: the gateway answered the upgrade with 401", recorder.states.getLast());
    }

    @Test
    void closingBetweenTwoAttemptsEndsTheSession() throws Exception {
        gateway.refuseUpgrades(503);
        answers.add(STATE.formatted(10));
        CountDownLatch waiting = new CountDownLatch(1);
        try (LiveSession _ = client.live(new LiveSession.Listener() {
            @Override
            public void event(LiveEvent event) {}

            @Override
            public void state(LiveSession.State state, String why) {
                recorder.state(state, why);
                if (state == LiveSession.State.WAITING) waiting.countDown();
            }
        })) {
            waiting.await();
        }
        assertTrue(
                recorder.states.contains("WAITING: the gateway answered the upgrade with 503"),
                recorder.states::toString);
        assertEquals("STOPPED: closed", recorder.states.getLast());
    }

    /** The listener may close the session that calls it; it receives nothing more than the last state. */
    @Test
    void listenerClosesItsSession() throws Exception {
        answers.add(STATE.formatted(10));
        BlockingQueue<LiveSession> own = new LinkedBlockingQueue<>();
        List<Long> events = new CopyOnWriteArrayList<>();
        LiveSession session = client.live(new LiveSession.Listener() {
            @Override
            public void event(LiveEvent event) {
                events.add(event.seq());
                own.remove().close();
            }
        });
        own.add(session);
        opened().send(event(10, 11), event(11, 12));
        session.join();
        assertEquals(List.of(11L), events);
    }
}
