package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a fresh server to the first conversation: the link of the operator, and a link for a colleague. */
@Tag("security")
class FirstRunIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @Test
    void operatorSetsUpTheServerAndAColleagueJoins() {
        Path data = programs.folder();
        RunningStart system = RunningStart.start(programs, data, "auth.mode=token");
        String printed = setupLine(system.program());
        system.kill();
        system.restart();
        system.anonymous().awaitReady();
        assertEquals(printed, setupLine(system.program()), "a restart does not change the link");
        TestProcess shown = programs.start(List.of("admin", "setup-url", "--data", data.toString()));
        assertEquals(0, shown.exitCode(), shown::report);
        assertEquals("setup " + shown.stdout().getFirst(), printed);

        RpcCaller anonymous = system.anonymous();
        String secret = printed.substring(printed.lastIndexOf('/') + 1);
        JsonNode done = anonymous.call(
                "setup.complete",
                "token",
                secret,
                "username",
                "ana",
                "password",
                "correct horse",
                "workspace_name",
                "Acme");
        RpcCaller ana = anonymous.bearing(
                done.get("token").textValue(), done.at("/user/id").longValue());
        JsonNode joined = anonymous.call(
                "invite.join",
                "token",
                done.get("invitation_token").textValue(),
                "username",
                "ben",
                "display_name",
                "Ben",
                "password",
                "battery staple");
        RpcCaller ben = anonymous.bearing(
                joined.get("token").textValue(), joined.at("/user/id").longValue());
        long general = done.at("/channels/0/id").longValue();
        ben.call("message.send", "channel_id", general, "text", "Hello Ana");
        assertEquals(
                "Hello Ana",
                ana.call("message.list", "channel_id", general)
                        .at("/messages/0/text")
                        .textValue());

        assertFalse(Files.exists(data.resolve("setup.url")));
        system.kill();
        system.restart();
        system.anonymous().awaitReady();
        assertTrue(system.program().stdout().stream().noneMatch(line -> line.startsWith("setup ")));
        assertEquals("ana", ana.call("user.me").at("/user/username").textValue());
    }

    private static String setupLine(TestProcess program) {
        return program.awaitLine("the setup link", line -> line.startsWith("setup http://127.0.0.1:"));
    }
}
