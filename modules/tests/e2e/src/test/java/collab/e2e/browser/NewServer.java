package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server with accounts and passwords that starts without data, and what people do on it first. */
record NewServer(RunningStart system) {
    static final String PASSWORD = "correct horse battery";

    static NewServer start(ExamplePrograms programs, String... settings) {
        String[] all = new String[settings.length + 1];
        all[0] = "auth.mode=token";
        System.arraycopy(settings, 0, all, 1, settings.length);
        return new NewServer(RunningStart.start(programs, programs.folder(), all));
    }

    URI http() {
        return system.http();
    }

    /** The link that the server prints for its operator. */
    URI setupUrl() {
        String line = system.program().awaitLine("the setup URL", text -> text.startsWith("setup "));
        return URI.create(line.substring("setup ".length()));
    }

    // ---- By calls ----

    /** Makes the administrator {@code ana} with the workspace {@code Acme}. */
    Founded found() {
        String secret = setupUrl().getFragment().substring("/setup/".length());
        JsonNode made = RpcCaller.of(http())
                .call(
                        "setup.complete",
                        "token",
                        secret,
                        "username",
                        "ana",
                        "display_name",
                        "Ana",
                        "password",
                        PASSWORD,
                        "workspace_name",
                        "Acme",
                        "channel_names",
                        List.of("random"));
        return new Founded(
                this,
                RpcCaller.of(http()).signIn("ana", PASSWORD),
                made.at("/workspace/id").longValue(),
                made.get("invitation_token").textValue());
    }

    /**
     * A server that is set up.
     *
     * @param ana its administrator, who owns the workspace
     * @param invitation the secret of the link for the others
     */
    record Founded(NewServer server, RpcCaller ana, long workspace, String invitation) {
        URI http() {
            return server.http();
        }

        /** The link with a secret of this kind: {@code join} or {@code reset}. */
        URI link(String kind, String secret) {
            return http().resolve("/#/" + kind + "/" + secret);
        }

        /** Makes an account that joins by the link. */
        RpcCaller join(String username, String displayName) {
            RpcCaller.of(http())
                    .call(
                            "invite.join",
                            "token",
                            invitation,
                            "username",
                            username,
                            "display_name",
                            displayName,
                            "password",
                            PASSWORD);
            return RpcCaller.of(http()).signIn(username, PASSWORD);
        }

        /** Signs in a person with a password, in a new browser. */
        ChatPage signIn(Chromium browser, String username) {
            return signIn(browser, browser.newContext(), username);
        }

        ChatPage signIn(Chromium browser, BrowserContext machine, String username) {
            ChatPage page = browser.open(machine, http(), username);
            typePassword(page.page(), username, PASSWORD);
            page.awaitConnected();
            return page;
        }
    }

    // ---- In the page ----

    static void typePassword(Page page, String username, String password) {
        page.fill("#username", username);
        page.fill("#password", password);
        page.click("#login-form button[type=submit]");
    }

    /** Fills in the form of an invitation, up to its button. */
    static void fillJoinForm(Page page, String displayName) {
        page.locator("#join-display_name").fill(displayName);
        assertThat(page.locator("#join-username")).not().hasValue("");
        page.fill("#join-password", PASSWORD);
    }

    static void clickJoin(Page page) {
        page.click("#join-form button[type=submit]");
    }

    /** The first reply to this method is lost after the server has executed the call. */
    static void loseReply(BrowserContext machine, String method) {
        AtomicBoolean lost = new AtomicBoolean();
        machine.route("**/rpc", route -> {
            boolean isIt = String.valueOf(route.request().postData()).contains('"' + method + '"');
            if (isIt && lost.compareAndSet(false, true)) {
                assertTrue(route.fetch().ok(), method);
                route.abort();
            } else {
                route.resume();
            }
        });
    }
}
