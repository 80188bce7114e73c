package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.AuthLoginParams;
import collab.api.ChannelGetParams;
import collab.api.MessageCreatedEvent;
import collab.api.MessageSendParams;
import collab.client.CollabClient;
import collab.client.LiveEvent;
import collab.client.LiveSession;
import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compiles and runs the unchanged programs of the SDK's README. */
class SdkIT {
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    static final ExamplePrograms PROCESSES = new ExamplePrograms();

    private static RunningStart server;
    private static List<String> programs;

    @BeforeAll
    static void start() throws IOException {
        server = RunningStart.start(PROCESSES, PROCESSES.folder(), Deployment.UNLIMITED);
        String readme = Files.readString(RuntimeImage.repository().resolve("modules/client/README.md"));
        programs =
                PROGRAM.matcher(readme).results().map(found -> found.group(1)).toList();
    }

    private static String run(String program) throws Exception {
        Path file = Files.writeString(PROCESSES.folder().resolve("Readme.java"), program);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        file.toString())
                .redirectErrorStream(true);
        builder.environment().put("HERO_COLLAB_SERVER", server.http().toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    @Test
    void readmeHasThreePrograms() {
        assertEquals(3, programs.size());
    }

    @Test
    void programPrintsTheResultOfACall() throws Exception {
        assertEquals("true\n", run(programs.get(0)));
    }

    @Test
    void programPrintsTheErrorOfARejectedCall() throws Exception {
        assertEquals("no such channel: CHANNEL_NOT_FOUND\n", run(programs.get(1)));
    }

    @Test
    void programReceivesItsMessage() throws Exception {
        assertEquals("A message to myself\n", run(programs.get(2)));
    }

    /** A bot whose listener failed lost its whole stream, with the reason "closed". */
    @Test
    void failingListenerReceivesTheNextEvent() throws InterruptedException {
        try (CollabClient anonymous = CollabClient.builder(server.http()).build();
                CollabClient dave = anonymous.as(
                        anonymous.authLogin(AuthLoginParams.of("dave")).token())) {
            FailingListener listener = new FailingListener(dave);
            try (LiveSession _ = dave.live(listener)) {
                listener.open.await();
                for (String text : List.of("rejected", "failing", "accepted")) {
                    dave.messageSend(MessageSendParams.of(1, text));
                }
                listener.accepted.await();
                assertEquals(List.of("NotFound", "IllegalStateException"), listener.failures);
            }
            assertEquals("closed", listener.endReason);
        }
    }

    private static final class FailingListener implements LiveSession.Listener {
        private final CollabClient client;
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch accepted = new CountDownLatch(1);
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile String endReason = "";

        FailingListener(CollabClient client) {
            this.client = client;
        }

        @Override
        public void event(LiveEvent live) {
            if (!(live.event() instanceof MessageCreatedEvent created)) return;
            switch (created.message().text()) {
                case "rejected" -> client.channelGet(ChannelGetParams.of(999_999));
                case "failing" -> throw new IllegalStateException("a failure of the listener");
                case "accepted" -> accepted.countDown();
                default -> {} // messages of other tests
            }
        }

        @Override
        public void state(LiveSession.State state, String reason) {
            if (state == LiveSession.State.OPEN) open.countDown();
            if (state == LiveSession.State.STOPPED) endReason = reason;
        }

        @Override
        public void failed(RuntimeException failure) {
            failures.add(failure.getClass().getSimpleName());
        }
    }
}
