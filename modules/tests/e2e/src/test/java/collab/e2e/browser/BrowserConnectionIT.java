package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningSystem;
import collab.testkit.TcpRelay;
import collab.wire.WireLimits;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a page does when the line, the gateway or the server goes away, and that nobody has to reload it. */
class BrowserConnectionIT {
    private static final long GENERAL = 1;

    /** Calls in one request, at most. */
    private static final int BATCH = 50;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private static void send(RpcCaller caller, String text) {
        caller.call("message.send", "channel_id", GENERAL, "text", text);
    }

    /** Everything that was said is there, each once, in order; and it is the document that was there before. */
    private static void assertComplete(ChatPage page, List<String> texts) {
        assertThat(page.page().locator(".channel .message .text")).hasText(texts.toArray(String[]::new));
        assertThat(page.page().locator(".channel .message:not([data-id])")).hasCount(0);
        assertTrue(page.remembers(), "the page was not loaded again");
    }

    @ParameterizedTest
    @EnumSource
    void afterAKilledProcessThePageHasEverythingOnce(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        send(system.signIn("alice"), "before");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.remember();
        bob.awaitMessage("before");

        system.killGateway();
        bob.awaitDisconnected();
        assertThat(bob.banner()).isVisible();
        bob.say("said into the void");
        assertThat(bob.message("said into the void").locator(".note")).containsText("Waiting");
        Chromium.picture(bob, "connection-lost-at-bob");
        system.restartGateway();
        bob.awaitConnected();
        bob.awaitMessage("said into the void");
        send(system.signIn("alice"), "after");
        assertComplete(bob, List.of("before", "said into the void", "after"));
        bob.awaitUnread(GENERAL, 0);
    }

    @Test
    void afterAKilledServerThePageHasEverythingOnce() {
        RunningSystem system = Deployment.SERVER_AND_GATEWAY.start(programs, programs.folder());
        send(system.signIn("alice"), "before");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.remember();
        bob.awaitMessage("before");
        ((RunningPair) system).server().kill9();
        bob.say("while the server is dead");
        assertThat(bob.message("while the server is dead").locator(".note")).isVisible();
        ((RunningPair) system).server().restart();
        bob.awaitMessage("while the server is dead");
        send(system.signIn("alice"), "after");
        bob.awaitMessage("after");
        bob.awaitConnected();
        assertComplete(bob, List.of("before", "while the server is dead", "after"));
    }

    /** The gateway ends while people write, and a new one takes its address: an update on one machine. */
    @Test
    void aGatewayThatIsReplacedLosesNothingAndAlarmsNobody() {
        RunningPair system = RunningPair.start(programs, programs.folder());
        RunningGateway gateway = system.gateway();
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        useWhile(alice, bob, () -> {
            gateway.program().signal("TERM");
            alice.say("said while it leaves");
            assertEquals(0, gateway.program().exitCode());
            bob.say("said to nobody");
            assertThat(bob.message("said to nobody")).isVisible();
            gateway.restart();
        });
        assertAgreed(alice, bob, List.of("before", "said while it leaves", "said to nobody", "after"));
    }

    /** The gateway ends while people write, and another one is there: an update behind a balancer. */
    @Test
    void aGatewayThatLeavesToAnotherLosesNothingAndAlarmsNobody() {
        RunningPair system = RunningPair.start(programs, programs.folder());
        RunningGateway leaving = system.gateway();
        RunningGateway staying =
                RunningGateway.start(programs, system.server(), leaving.secretFile(), "gateway.id=staying");
        RpcCaller.of(staying.http()).awaitReady();
        try (TcpRelay balancer = TcpRelay.to(address(leaving))) {
            URI door = URI.create("http://127.0.0.1:" + balancer.port());
            ChatPage alice = BROWSER.signIn(BROWSER.person(), door, "alice");
            ChatPage bob = BROWSER.signIn(BROWSER.person(), door, "bob");
            useWhile(alice, bob, () -> {
                balancer.setTarget(address(staying));
                leaving.program().signal("TERM");
                alice.say("said while it leaves");
                bob.say("said as well");
                assertEquals(0, leaving.program().exitCode());
            });
            assertAgreed(alice, bob, List.of("before", "said while it leaves", "said as well", "after"));
        }
    }

    /** Each has everything once, and both in the same order: which of two people was first is the server's word. */
    private static void assertAgreed(ChatPage one, ChatPage other, List<String> texts) {
        for (String text : texts) {
            one.awaitMessage(text);
            other.awaitMessage(text);
        }
        Locator said = one.page().locator(".channel .message .text");
        assertThat(said).hasCount(texts.size());
        assertComplete(one, said.allInnerTexts());
        assertComplete(other, said.allInnerTexts());
    }

    private static InetSocketAddress address(RunningGateway gateway) {
        return new InetSocketAddress(gateway.http().getHost(), gateway.http().getPort());
    }

    /** Two people write before, during and after; both see all of it, and no banner came and went more than once. */
    private static void useWhile(ChatPage alice, ChatPage bob, Runnable change) {
        alice.remember();
        bob.remember();
        alice.say("before");
        bob.awaitMessage("before");
        List.of(alice, bob).forEach(BrowserConnectionIT::watchBanner);
        change.run();
        alice.awaitMessage("said while it leaves");
        bob.awaitMessage("said while it leaves");
        bob.composer().fill("half a thought");
        alice.awaitConnected();
        bob.awaitConnected();
        alice.say("after");
        alice.awaitMessage("after");
        bob.awaitMessage("after");
        assertThat(bob.composer()).hasValue("half a thought");
        for (ChatPage page : List.of(alice, bob)) {
            assertThat(page.banner()).hasCount(0);
            @SuppressWarnings("unchecked")
            List<String> told = (List<String>) page.page().evaluate("told");
            assertTrue(told.equals(List.of()) || told.equals(List.of("bad", "good", "quiet")), "banners: " + told);
            assertEquals(List.of(), page.page().evaluate("lies"), "what was said of a line that was otherwise");
        }
    }

    /** Keeps every turn of the banner, and what it said that was not so. */
    private static void watchBanner(ChatPage page) {
        page.page().evaluate("""
                () => {
                    window.told = [];
                    window.lies = [];
                    const host = document.querySelector(".banner-host");
                    let last = host.dataset.tells;
                    new MutationObserver(() => {
                        const {tells, state} = host.dataset;
                        if (tells !== last) told.push(last = tells);
                        const text = host.textContent.trim();
                        if ((tells === "bad") === (state === "open") && tells !== "quiet") lies.push(tells + " while " + state);
                        if (text.includes("offline") || (text.includes("Back online") && state !== "open")) lies.push(text + " while " + state);
                    }).observe(host, {attributes: true, childList: true, subtree: true, characterData: true});
                }""");
    }

    @Test
    void offlineForAWhileThenEverythingIsThereWithoutReloadOrBoot() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller alice = system.signIn("alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.remember();
        send(alice, "before");
        bob.awaitMessage("before");
        Page page = bob.page();
        page.context().setOffline(true);
        assertThat(bob.banner()).containsText("You're offline");
        List<String> meanwhile =
                IntStream.rangeClosed(1, 60).mapToObj(i -> "meanwhile " + i).toList();
        meanwhile.forEach(text -> send(alice, text));
        bob.say("typed offline");
        // whoever comes back by resuming does not ask for the state again
        AtomicInteger boots = new AtomicInteger();
        page.onRequest(request -> {
            if (String.valueOf(request.postData()).contains("session.bootstrap")) boots.incrementAndGet();
        });
        page.context().setOffline(false);
        bob.awaitConnected();
        bob.awaitMessage("typed offline");
        assertThat(bob.messages()).hasCount(62);
        assertThat(page.locator(".channel .spinner")).hasCount(0);
        assertTrue(bob.remembers(), "the page was not loaded again");
        assertEquals(0, boots.get(), "boots, for a page that can resume");
        assertThat(bob.page().locator(".channel .message .text").first()).hasText("before");
    }

    @Test
    void whatCanNotBeResumedIsHealedByABoot() throws IOException {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller alice = system.signIn("alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.remember();
        send(alice, "before");
        String id = bob.awaitMessage("before").getAttribute("data-id");
        bob.page().context().setOffline(true);
        bob.awaitDisconnected();
        for (int i = 0; i * BATCH <= WireLimits.REPLAY_EVENTS_MAX; i++) toggleReactions(alice, id);
        send(alice, "meanwhile");
        alice.call("channel.update", "channel_id", GENERAL, "topic", "Changed while you were away");
        bob.page().context().setOffline(false);
        bob.awaitConnected();
        bob.awaitMessage("meanwhile");
        assertThat(bob.page().locator(".topic")).hasText("Changed while you were away");
        send(alice, "after");
        bob.awaitMessage("after");
        assertComplete(bob, List.of("before", "meanwhile", "after"));
    }

    /** As many events as a batch of calls may have. */
    private static void toggleReactions(RpcCaller caller, String messageId) throws IOException {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"message.toggle_react\","
                + "\"params\":{\"message_id\":%s,\"emoji\":\"👍\"}}";
        String batch = IntStream.range(0, BATCH)
                .mapToObj(i -> call.formatted(i, messageId))
                .collect(Collectors.joining(",", "[", "]"));
        String answer = caller.post(batch).body();
        assertFalse(answer.contains("\"error\""), answer);
    }

    @Test
    void aReloadDoesNotFlickerAtOthers() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        RpcCaller rpc = system.signIn("alice");
        rpc.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(2));
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage alice = BROWSER.signIn(system, "alice");
        assertThat(alice.page().locator("#directs .dot")).hasAttribute("data-here", "");
        alice.page().evaluate("""
                () => {
                    window.flickers = 0;
                    const dot = document.querySelector("#directs .dot");
                    new MutationObserver(() => flickers++).observe(dot, {attributes: true});
                }""");
        for (int i = 0; i < 3; i++) {
            bob.page().reload();
            bob.awaitConnected();
        }
        bob.say("still here");
        rpc.call("message.send", "channel_id", GENERAL, "text", "a mark in the stream");
        alice.awaitMessage("still here");
        alice.awaitMessage("a mark in the stream");
        assertEquals(0, alice.page().evaluate("flickers"), "changes of Bob's dot");
    }

    @Test
    void aFloodOfTypingDoesNotHurt() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        AtomicInteger relays = new AtomicInteger();
        bob.page().onRequest(request -> {
            if (String.valueOf(request.postData()).contains("typing.relay")) relays.incrementAndGet();
        });
        bob.composer().pressSequentially("x".repeat(300));
        assertThat(alice.page().locator(".typing")).containsText("Bob is typing");
        bob.composer().press("Enter");
        alice.awaitMessage("x".repeat(300));
        assertThat(alice.page().locator(".typing")).not().containsText("Bob is typing");
        assertTrue(relays.get() >= 1 && relays.get() <= 40, relays + " signals for 300 letters");
    }

    @Test
    void thirtyChannelsLoadWithinTheLimits() {
        RunningSystem system = Deployment.ONE_PROCESS.start(
                programs, programs.folder(), "limits.write-per-minute=1000", "limits.send-per-minute=1000");
        RpcCaller alice = system.signIn("alice");
        for (int i = 0; i < 30; i++) {
            long channel = alice.call("channel.create", "workspace_id", 1, "kind", "public", "name", "room-" + i)
                    .at("/channel/id")
                    .longValue();
            alice.call("channel.members.add", "channel_id", channel, "user_id", 2);
            alice.call("message.send", "channel_id", channel, "text", "hello");
        }
        BrowserContext machine = BROWSER.person();
        machine.addInitScript("""
                window.calls = 0;
                window.refused = 0;
                const honest = window.fetch;
                window.fetch = async (...request) => {
                    calls++;
                    const response = await honest(...request);
                    if ((await response.clone().text()).includes("-32005")) refused++;
                    return response;
                };""");
        ChatPage bob = BROWSER.signIn(machine, system.http(), "bob");
        assertThat(bob.page().locator("#channels .entry")).hasCount(31);
        assertThat(bob.page().locator("#channels .entry[data-unread='1']")).hasCount(30);
        assertEquals(0, bob.page().evaluate("refused"), "calls refused for their rate");
        int calls = (int) bob.page().evaluate("calls");
        assertTrue(calls <= 12, calls + " calls for a first load");
    }
}
