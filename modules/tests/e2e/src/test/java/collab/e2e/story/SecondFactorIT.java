package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.AuthenticatorApp;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestProcess;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The second factor and the scopes of tokens on the built image: across a killed server, on the command line and on sockets. */
@Tag("security")
class SecondFactorIT {
    private static final String PASSWORD = "correct horse battery";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningStart system;
    private Path data;

    private RpcCaller setUp() {
        data = programs.folder();
        system = RunningStart.start(programs, data, "auth.mode=token");
        String printed = system.program().awaitLine("the setup link", line -> line.startsWith("setup http://"));
        JsonNode done = system.anonymous()
                .call(
                        "setup.complete",
                        "token",
                        printed.substring(printed.lastIndexOf('/') + 1),
                        "username",
                        "ana",
                        "password",
                        PASSWORD,
                        "workspace_name",
                        "Acme");
        return system.anonymous()
                .bearing(done.get("token").textValue(), done.at("/user/id").longValue());
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private TestProcess login(String code) throws IOException {
        Path home = programs.folder();
        TestProcess login = programs.start(
                List.of(
                        "login",
                        "ana",
                        "--password",
                        "--print-token",
                        "--server",
                        system.http().toString()),
                Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", home.toString()));
        login.stdin().write((PASSWORD + "\n" + code + "\n").getBytes(StandardCharsets.UTF_8));
        login.stdin().close();
        return login;
    }

    @Test
    void signInNeedsTheAppAfterTheServerWasKilledAndTheOperatorCanRemoveIt() throws IOException {
        RpcCaller ana = setUp();
        AuthenticatorApp app =
                new AuthenticatorApp(ana.call("auth.totp.begin").get("secret").textValue());
        String recovery = ana.call("auth.totp.confirm", "code", app.code(now()))
                .at("/recovery_codes/0")
                .textValue();
        system.kill();
        system.restart();
        system.anonymous().awaitReady();
        assertTrue(
                system.anonymous()
                        .rejection("auth.login", "username", "ana", "password", PASSWORD)
                        .data()
                        .toString()
                        .contains("second_factor_needed"),
                "the password alone");

        TestProcess wrong = login("000000");
        assertEquals(3, wrong.exitCode(), wrong::report);
        TestProcess right = login(app.code(now().plus(Duration.ofSeconds(30))));
        assertEquals(0, right.exitCode(), right::report);
        assertTrue(right.stdout().getFirst().startsWith("hct_"), right::report);
        TestProcess recovered = login(recovery);
        assertEquals(0, recovered.exitCode(), recovered::report);

        system.kill();
        TestProcess link = programs.start(List.of("admin", "recovery-url", "ana", "--data", data.toString()));
        assertEquals(0, link.exitCode(), link::report);
        system.restart();
        system.anonymous().awaitReady();
        system.anonymous().call("auth.login", "username", "ana", "password", PASSWORD);
    }

    @Test
    void tokenThatOnlyReadsGetsEventsAndChangesNothing() {
        RpcCaller ana = setUp();
        RpcCaller reader = token(ana, "read");
        RpcCaller sender = token(ana, "send");
        long general = ana.call("session.bootstrap").at("/channels/0/id").longValue();
        try (WireClient socket = WireClient.open(reader, Optional.empty())) {
            sender.call("message.send", "channel_id", general, "text", "Hello");
            socket.awaitType("message.created");
        }
        assertTrue(refusal(reader, "message.send", "channel_id", general, "text", "no")
                .contains("scope_missing"));
        assertTrue(refusal(reader, "auth.token.create", "name", "another").contains("scope_missing"));
        assertTrue(refusal(sender, "session.pull", "epoch", "x", "from", 0).contains("scope_missing"));
        assertTrue(refusal(sender, "auth.ticket").contains("scope_missing"));
        assertEquals(
                401,
                assertThrows(
                                WireClient.UpgradeRejected.class,
                                () -> WireClient.open(sender, Optional.empty()).close())
                        .status());
    }

    private static RpcCaller token(RpcCaller owner, String scope) {
        String token = owner.call("auth.token.create", "name", scope, "scopes", List.of(scope))
                .get("token")
                .textValue();
        return owner.bearing(token, owner.userId());
    }

    private static String refusal(RpcCaller caller, String method, Object... params) {
        return caller.rejection(method, params).data().toString();
    }
}
