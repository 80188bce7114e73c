package collab.cli;

import collab.api.Json;
import collab.api.SessionBootstrapResult;
import collab.cli.stream.StdoutReader;
import collab.client.CollabClient;
import collab.client.LiveEvent;
import collab.client.LiveSession;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hero-collab tail}. */
@Command(
        name = "tail",
        description =
                "Print the events of the signed-in user as they happen. Every event is printed once and in order, also across restarts of"
                        + " gateway and server.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  hero-collab tail",
            "  hero-collab tail --json | jq -r 'select(.type == \"message.created\").event.message.text'"
        })
public final class TailCommand implements Callable<Integer> {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Option(names = "--signals", description = "Also print signals (presence, typing), which are not stored.")
    boolean signals;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        CompletableFuture<String> end = new CompletableFuture<>();
        StdoutReader.whenGone(end::completeExceptionally);
        try (CollabClient client = connection.signedIn();
                LiveSession _ = LiveSession.start(client, new Printer(end))) {
            output.err().println("hero-collab: " + end.get());
        }
        return ExitCode.NOT_ALLOWED;
    }

    /** Called only by the thread of the live session. */
    private final class Printer implements LiveSession.Listener {
        private final CompletableFuture<String> end;

        Printer(CompletableFuture<String> end) {
            this.end = end;
        }

        @Override
        public void booted(SessionBootstrapResult state) {
            output.err()
                    .println("following " + Output.plain(state.user().displayName()) + " from position " + state.seq());
        }

        @Override
        public void event(LiveEvent event) {
            if (event.signal() && !signals) return;
            if (output.json) output.line(json(event));
            else
                output.out()
                        .println(SECOND.format(event.at()) + "  " + event.seq() + "  " + event.type() + "  "
                                + summary(event));
        }

        @Override
        public void state(LiveSession.State state, String why) {
            if (state == LiveSession.State.STOPPED) end.complete(why);
            else if (state == LiveSession.State.WAITING) output.err().println("waiting: " + why);
            else if (state == LiveSession.State.OPEN) output.err().println("up to date");
        }

        /** An event that cannot be printed ends the command. */
        @Override
        public void failed(RuntimeException failure) {
            end.completeExceptionally(failure);
        }
    }

    private static ObjectNode json(LiveEvent event) {
        ObjectNode json = Json.object()
                .put("seq", event.seq())
                .put("type", event.type())
                .put("at", event.at().toString());
        json.set("event", event.payload());
        return json;
    }

    /** The text of the message when there is one, otherwise the payload. */
    private static String summary(LiveEvent event) {
        String text = event.payload().path("message").path("text").asText("");
        return Output.plain(text.isEmpty() ? event.payload().toString() : text);
    }
}
