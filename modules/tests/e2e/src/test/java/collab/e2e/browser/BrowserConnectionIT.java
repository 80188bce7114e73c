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

/** The page after the loss of the network, the gateway or the server. The user never has to reload it. */
class BrowserConnectionIT {
    private static final long GENERAL = 1;

    /** The maximum number of calls in one request. */
    private static final int BATCH = 50;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private static void send(RpcCaller caller, String text) {
        caller.call("message.send", "channel_id", GENERAL, "text", text);
    }

    /** The page shows exactly these texts, in this order, and was not reloaded. */
    private static void assertComplete(ChatPage page, List<String> texts) {
        assertThat(page.page().locator(".channel .message .text")).hasText(texts.toArray(String[]::new));
        assertThat(page.page().locator(".channel .message:not([data-id])")).hasCount(0);
        assertTrue(page.hasMarkedDocument(), "the page must not be reloaded");
    }

    @ParameterizedTest
    @EnumSource
    void pageShowsEveryMessageOnceAfterKilledGateway(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        send(system.signIn("alice"), "before");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.markDocument();
        bob.awaitMessage("before");

        system.killGateway();
        bob.awaitDisconnected();
        assertThat(bob.banner()).isVisible();
        bob.send("sent while disconnected");
        assertThat(bob.message("sent while disconnected").locator(".note")).containsText("Waiting");
        Chromium.screenshot(bob, "connection-lost-at-bob");
        system.restartGateway();
        bob.awaitConnected();
        bob.awaitMessage("sent while disconnected");
        send(system.signIn("alice"), "after");
        assertComplete(bob, List.of("before", "sent while disconnected", "after"));
        bob.awaitUnread(GENERAL, 0);
    }

    @Test
    void pageShowsEveryMessageOnceAfterKilledServer() {
        RunningSystem system = Deployment.SERVER_AND_GATEWAY.start(programs, programs.folder());
        send(system.signIn("alice"), "before");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.markDocument();
        bob.awaitMessage("before");
        ((RunningPair) system).server().kill();
        bob.send("sent while the server is down");
        assertThat(bob.message("sent while the server is down").locator(".note"))
                .isVisible();
        ((RunningPair) system).server().restart();
        bob.awaitMessage("sent while the server is down");
        send(system.signIn("alice"), "after");
        bob.awaitMessage("after");
        bob.awaitConnected();
        assertComplete(bob, List.of("before", "sent while the server is down", "after"));
    }

    /** The gateway ends while users write, and a new one takes its address, as in an update on one machine. */
    @Test
    void replacedGatewayLosesNoMessageAndShowsNoFalseBanner() {
        RunningPair system = RunningPair.start(programs, programs.folder());
        RunningGateway gateway = system.gateway();
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        writeDuring(alice, bob, () -> {
            gateway.program().signal("TERM");
            alice.send("sent while the gateway drains");
            assertEquals(0, gateway.program().exitCode());
            bob.send("sent while no gateway runs");
            assertThat(bob.message("sent while no gateway runs")).isVisible();
            gateway.restart();
        });
        assertSameMessages(
                alice, bob, List.of("before", "sent while the gateway drains", "sent while no gateway runs", "after"));
    }

    /** The gateway ends while users write, and another one takes over, as in an update with a load balancer. */
    @Test
    void drainingGatewayLosesNoMessageWhenAnotherTakesOver() {
        RunningPair system = RunningPair.start(programs, programs.folder());
        RunningGateway draining = system.gateway();
        RunningGateway remaining =
                RunningGateway.start(programs, system.server(), draining.secretFile(), "gateway.id=remaining");
        RpcCaller.of(remaining.http()).awaitReady();
        try (TcpRelay balancer = TcpRelay.to(address(draining))) {
            URI balancerUri = URI.create("http://127.0.0.1:" + balancer.port());
            ChatPage alice = BROWSER.signIn(BROWSER.newContext(), balancerUri, "alice");
            ChatPage bob = BROWSER.signIn(BROWSER.newContext(), balancerUri, "bob");
            writeDuring(alice, bob, () -> {
                balancer.setTarget(address(remaining));
                draining.program().signal("TERM");
                alice.send("sent while the gateway drains");
                bob.send("sent by Bob meanwhile");
                assertEquals(0, draining.program().exitCode());
            });
            assertSameMessages(
                    alice, bob, List.of("before", "sent while the gateway drains", "sent by Bob meanwhile", "after"));
        }
    }

    /**
     * Both pages show every message once and in the same order. The server determines the order of concurrent messages.
     */
    private static void assertSameMessages(ChatPage first, ChatPage second, List<String> texts) {
        for (String text : texts) {
            first.awaitMessage(text);
            second.awaitMessage(text);
        }
        Locator shown = first.page().locator(".channel .message .text");
        assertThat(shown).hasCount(texts.size());
        assertComplete(first, shown.allInnerTexts());
        assertComplete(second, shown.allInnerTexts());
    }

    private static InetSocketAddress address(RunningGateway gateway) {
        return new InetSocketAddress(gateway.http().getHost(), gateway.http().getPort());
    }

    /**
     * Two users write before, during and after a change. Both pages show every message. The banner appears and
     * disappears at most once, and never contradicts the state of the connection.
     */
    private static void writeDuring(ChatPage alice, ChatPage bob, Runnable change) {
        alice.markDocument();
        bob.markDocument();
        alice.send("before");
        bob.awaitMessage("before");
        List.of(alice, bob).forEach(BrowserConnectionIT::watchBanner);
        change.run();
        alice.awaitMessage("sent while the gateway drains");
        bob.awaitMessage("sent while the gateway drains");
        bob.composer().fill("an unfinished draft");
        alice.awaitConnected();
        bob.awaitConnected();
        alice.send("after");
        alice.awaitMessage("after");
        bob.awaitMessage("after");
        assertThat(bob.composer()).hasValue("an unfinished draft");
        for (ChatPage page : List.of(alice, bob)) {
            assertThat(page.banner()).hasCount(0);
            @SuppressWarnings("unchecked")
            List<String> banners = (List<String>) page.page().evaluate("banners");
            assertTrue(
                    banners.equals(List.of()) || banners.equals(List.of("bad", "good", "quiet")),
                    "banners: " + banners);
            assertEquals(
                    List.of(),
                    page.page().evaluate("falseBanners"),
                    "banners that contradict the state of the connection");
        }
    }

    /** Records every change of the banner, and every banner that contradicts the state of the connection. */
    private static void watchBanner(ChatPage page) {
        page.page().evaluate("""
                () => {
                    window.banners = [];
                    window.falseBanners = [];
                    const host = document.querySelector(".banner-host");
                    let last = host.dataset.tells;
                    new MutationObserver(() => {
                        const {tells, state} = host.dataset;
                        if (tells !== last) banners.push(last = tells);
                        const text = host.textContent.trim();
                        if ((tells === "bad") === (state === "open") && tells !== "quiet") falseBanners.push(tells + " while " + state);
                        if (text.includes("offline") || (text.includes("Back online") && state !== "open")) falseBanners.push(text + " while " + state);
                    }).observe(host, {attributes: true, childList: true, subtree: true, characterData: true});
                }""");
    }

    @Test
    void offlinePageResumesWithoutReloadOrBootstrap() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller alice = system.signIn("alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.markDocument();
        send(alice, "before");
        bob.awaitMessage("before");
        Page page = bob.page();
        page.context().setOffline(true);
        assertThat(bob.banner()).containsText("You're offline");
        List<String> meanwhile =
                IntStream.rangeClosed(1, 60).mapToObj(i -> "meanwhile " + i).toList();
        meanwhile.forEach(text -> send(alice, text));
        bob.send("typed offline");
        // a page that resumes does not fetch the state again
        AtomicInteger bootstraps = new AtomicInteger();
        page.onRequest(request -> {
            if (String.valueOf(request.postData()).contains("session.bootstrap")) bootstraps.incrementAndGet();
        });
        page.context().setOffline(false);
        bob.awaitConnected();
        bob.awaitMessage("typed offline");
        assertThat(bob.messages()).hasCount(62);
        assertThat(page.locator(".channel .spinner")).hasCount(0);
        assertTrue(bob.hasMarkedDocument(), "the page must not be reloaded");
        assertEquals(0, bootstraps.get(), "bootstraps of a page that can resume");
        assertThat(bob.page().locator(".channel .message .text").first()).hasText("before");
    }

    @Test
    void pageBootstrapsWhenItCannotResume() throws IOException {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller alice = system.signIn("alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.markDocument();
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

    /** Toggles a reaction in one batch of {@link #BATCH} calls. */
    private static void toggleReactions(RpcCaller caller, String messageId) throws IOException {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"message.toggle_react\","
                + "\"params\":{\"message_id\":%s,\"emoji\":\"👍\"}}";
        String batch = IntStream.range(0, BATCH)
                .mapToObj(i -> call.formatted(i, messageId))
                .collect(Collectors.joining(",", "[", "]"));
        String response = caller.post(batch).body();
        assertFalse(response.contains("\"error\""), response);
    }

    @Test
    void reloadChangesNoPresenceDotOfOthers() {
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
        bob.send("still here");
        rpc.call("message.send", "channel_id", GENERAL, "text", "the last message");
        alice.awaitMessage("still here");
        alice.awaitMessage("the last message");
        assertEquals(0, alice.page().evaluate("flickers"), "changes of Bob's presence dot");
    }

    @Test
    void fastTypingSendsFewSignals() {
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
    void pageWithThirtyChannelsLoadsWithinTheRateLimits() {
        RunningSystem system = Deployment.ONE_PROCESS.start(
                programs, programs.folder(), "limits.write-per-minute=1000", "limits.send-per-minute=1000");
        RpcCaller alice = system.signIn("alice");
        for (int i = 0; i < 30; i++) {
            long channel = alice.call("channel.create", "workspace_id", 1, "kind", "public", "name", "channel-" + i)
                    .at("/channel/id")
                    .longValue();
            alice.call("channel.members.add", "channel_id", channel, "user_id", 2);
            alice.call("message.send", "channel_id", channel, "text", "hello");
        }
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("""
                window.calls = 0;
                window.rejected = 0;
                const original = window.fetch;
                window.fetch = async (...request) => {
                    calls++;
                    const response = await original(...request);
                    if ((await response.clone().text()).includes("-32005")) rejected++;
                    return response;
                };""");
        ChatPage bob = BROWSER.signIn(machine, system.http(), "bob");
        assertThat(bob.page().locator("#channels .entry")).hasCount(31);
        assertThat(bob.page().locator("#channels .entry[data-unread='1']")).hasCount(30);
        assertEquals(0, bob.page().evaluate("rejected"), "calls rejected by the rate limit");
        int calls = (int) bob.page().evaluate("calls");
        assertTrue(calls <= 12, calls + " calls for a first load");
    }
}
