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

/** The programs of the SDK's README, compiled and run as they stand there. */
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
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    @Test
    void theReadmeHasThreePrograms() {
        assertEquals(3, programs.size());
    }

    @Test
    void aCallIsAnswered() throws Exception {
        assertEquals("true\n", run(programs.get(0)));
    }

    @Test
    void aRefusalIsTold() throws Exception {
        assertEquals("no such channel: CHANNEL_NOT_FOUND\n", run(programs.get(1)));
    }

    @Test
    void whatIsSaidIsHeard() throws Exception {
        assertEquals("A message to myself\n", run(programs.get(2)));
    }

    /** A bot whose answer was refused lost its whole stream, and said that it was "closed". */
    @Test
    void aListenerThatFailsHearsTheNextEvent() throws InterruptedException {
        try (CollabClient anybody = CollabClient.builder(server.http()).build();
                CollabClient dave =
                        anybody.as(anybody.authLogin(AuthLoginParams.of("dave")).token())) {
            Clumsy listener = new Clumsy(dave);
            try (LiveSession _ = dave.live(listener)) {
                listener.open.await();
                for (String text : List.of("refused", "broken", "well")) {
                    dave.messageSend(MessageSendParams.of(1, text));
                }
                listener.well.await();
                assertEquals(List.of("NotFound", "IllegalStateException"), listener.failures);
            }
            assertEquals("closed", listener.end);
        }
    }

    private static final class Clumsy implements LiveSession.Listener {
        private final CollabClient client;
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch well = new CountDownLatch(1);
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile String end = "";

        Clumsy(CollabClient client) {
            this.client = client;
        }

        @Override
        public void event(LiveEvent live) {
            if (!(live.event() instanceof MessageCreatedEvent created)) return;
            switch (created.message().text()) {
                case "refused" -> client.channelGet(ChannelGetParams.of(999_999));
                case "broken" -> throw new IllegalStateException("clumsy");
                case "well" -> well.countDown();
                default -> {} // what others say
            }
        }

        @Override
        public void state(LiveSession.State state, String why) {
            if (state == LiveSession.State.OPEN) open.countDown();
            if (state == LiveSession.State.STOPPED) end = why;
        }

        @Override
        public void failed(RuntimeException failure) {
            failures.add(failure.getClass().getSimpleName());
        }
    }
}
