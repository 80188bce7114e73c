package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * That the page stays small, its work bounded and its line quiet. What is held against a bound is counted (rows, nodes, layouts, bytes,
 * requests, timers) and does not depend on what else the machine does; times are the browser's own, and printed for the table in
 * {@code etc/PERFORMANCE.md}.
 */
class BrowserSpeedIT {
    private static final long GENERAL = 1;
    private static final int BATCH = 50;
    private static final int MESSAGES = 10_000;

    /** As {@code MessageWindow.ROWS_MAX} of the page. */
    private static final int ROWS_MAX = 300;

    /** What a row may be made of, and the page around it. */
    private static final int NODES_PER_ROW_MAX = 60;

    private static final int NODES_AROUND_MAX = 4_000;
    private static final int BYTES_MAX = 200_000;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @Test
    void tenThousandMessagesAreScrolledInABoundedPage() throws IOException {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller bob = system.signIn("bob");
        for (int first = 1; first <= MESSAGES; first += BATCH) send(bob, first);
        bob.call("message.pin", "message_id", 2);

        ChatPage alice = BROWSER.signIn(system, "alice");
        assertThat(alice.messages().first()).isVisible();
        CDPSession tools = alice.page().context().newCDPSession(alice.page());
        tools.send("Performance.enable");
        AtomicInteger pages = new AtomicInteger();
        alice.page().onRequest(request -> {
            if (String.valueOf(request.postData()).contains("message.list")) pages.incrementAndGet();
        });
        for (String way : List.of("up", "down")) {
            pages.set(0);
            double layoutsBefore = metric(tools, "LayoutCount");
            Object run = alice.page().evaluate(SCROLL, Map.of("way", way, "px", 12_000));
            double layouts = metric(tools, "LayoutCount") - layoutsBefore;
            Map<?, ?> figures = (Map<?, ?>) run;
            int frames = number(figures, "frames");
            System.out.printf(
                    "scrolled %s: %s, %d pages asked for, %.0f layouts%n", way, figures, pages.get(), layouts);
            assertTrue(number(figures, "rows") <= ROWS_MAX, () -> way + ": " + figures);
            assertTrue(number(figures, "moved") >= 5_000, () -> way + ": " + figures);
            // scrolling alone renders nothing; a page that arrives does, a few times
            assertTrue(
                    layouts <= 3.0 * frames + 20 * pages.get() + 100, layouts + " layouts for " + frames + " frames");
            assertTrue(pages.get() <= 20, pages + " pages asked for within 12,000 px");
        }
        assertNodesAreBounded(tools);

        alice.page()
                .evaluate(
                        "() => { const list = document.querySelector('.channel .scroller'); list.scrollTop -= 2 * list.clientHeight; }");
        assertThat(alice.page().locator(".latest")).isVisible();
        bob.call("message.send", "channel_id", GENERAL, "text", "said meanwhile");
        alice.page().click(".latest");
        alice.awaitMessage("said meanwhile");
        alice.awaitUnread(GENERAL, 0);

        // and to the very beginning, by a pin
        alice.page().click("[data-panel=pins]");
        alice.page().locator("#pins button:has-text('View in channel')").click();
        assertThat(alice.message("message 2 of").first()).isVisible();
        assertThat(alice.page().locator(".beginning")).hasCount(1);
        assertTrue(alice.messages().count() <= ROWS_MAX, "rows at the beginning");
        assertNodesAreBounded(tools);
    }

    /**
     * Scrolls frame by frame, 100 px each, waiting at an end for what is behind it; says how long frames took and how many rows there
     * were at most.
     */
    private static final String SCROLL = """
            async ({way, px}) => {
                const list = document.querySelector(".channel .scroller");
                const frame = () => new Promise(requestAnimationFrame);
                const took = [];
                let rows = 0;
                let moved = 0;
                let last = await frame();
                while (moved < px && took.length < 20_000) {
                    const before = list.scrollTop;
                    const anchor = list.querySelector(".message[data-id]").dataset.id;
                    list.scrollTop += way === "up" ? -100 : 100;
                    moved += Math.abs(list.scrollTop - before);
                    const now = await frame();
                    took.push(now - last);
                    last = now;
                    rows = Math.max(rows, list.querySelectorAll(".message").length);
                    const changed = list.querySelector(".message[data-id]").dataset.id !== anchor;
                    const more = list.querySelector(".edge[data-end=newer]");
                    if (way === "down" && !changed && !more && list.scrollHeight - list.scrollTop - list.clientHeight < 1) break;
                }
                took.sort((one, other) => one - other);
                const at = share => Math.round(10 * took[Math.min(took.length - 1, Math.floor(took.length * share))]) / 10;
                return {frames: took.length, moved, rows, p50: at(0.5), p95: at(0.95), worst: at(1)};
            }""";

    private static int number(Map<?, ?> figures, String name) {
        return ((Number) figures.get(name)).intValue();
    }

    private static double metric(CDPSession tools, String name) {
        for (JsonElement one : tools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject metric = one.getAsJsonObject();
            if (metric.get("name").getAsString().equals(name))
                return metric.get("value").getAsDouble();
        }
        throw new AssertionError("the browser does not count " + name);
    }

    /** Of the document and of whatever still holds on to elements that left it. */
    private static void assertNodesAreBounded(CDPSession tools) {
        tools.send("HeapProfiler.collectGarbage");
        int nodes = tools.send("Memory.getDOMCounters").get("nodes").getAsInt();
        System.out.println("nodes: " + nodes);
        int most = NODES_AROUND_MAX + NODES_PER_ROW_MAX * ROWS_MAX;
        assertTrue(nodes <= most, nodes + " nodes, at most " + most);
    }

    private static void send(RpcCaller caller, int first) throws IOException {
        String batch = IntStream.range(first, first + BATCH)
                .mapToObj(no -> """
                        {"jsonrpc":"2.0","id":%d,"method":"message.send","params":{"channel_id":1,"text":"message %d of **many**"}}""".formatted(no, no))
                .collect(Collectors.joining(",", "[", "]"));
        String answer = caller.post(batch).body();
        assertFalse(answer.contains("\"error\""), answer);
    }

    @Test
    void thePageIsSmallAndKeptForEver() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        BrowserContext machine = BROWSER.person();
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        alice.page().waitForLoadState(LoadState.NETWORKIDLE);
        int bytes = transferred(alice, "");
        assertTrue(bytes > 10_000 && bytes < BYTES_MAX, bytes + " bytes transferred");

        alice.page().reload();
        alice.awaitConnected();
        assertEquals(0, transferred(alice, "/assets/"), "bytes of assets on a second visit");
        Object unnamed = alice.page().evaluate("""
                () => performance.getEntriesByType("resource").map(one => new URL(one.name).pathname)
                    .filter(path => path !== "/rpc" && !/^\\/assets\\/[0-9a-f]{16}\\//.test(path))""");
        assertEquals(List.of(), unnamed, "files that are not named after what is in them");
        System.out.println("bytes of a first visit: " + bytes);
    }

    /** Of everything but calls, whose address contains that. */
    private static int transferred(ChatPage page, String part) {
        Object sum = page.page().evaluate("""
                part => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
                    .filter(one => !one.name.endsWith("/rpc") && one.name.includes(part))
                    .reduce((sum, one) => sum + one.transferSize, 0)""", part);
        return ((Number) sum).intValue();
    }

    /** With a processor that is four times slower: what is seen first, and when messages are there. Times are printed only. */
    @Test
    void onASlowMachineSomethingUsefulIsSeenBeforeAnythingIsAskedTwice() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        system.signIn("bob").call("message.send", "channel_id", GENERAL, "text", "something useful");
        BrowserContext machine = BROWSER.person();
        machine.addInitScript("""
                window.useful = 0;
                new MutationObserver(() => {
                    if (!useful && document.querySelector(".message .text")) requestAnimationFrame(() => useful = performance.now());
                }).observe(document, {childList: true, subtree: true});""");
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        alice.awaitMessage("something useful");
        CDPSession tools = machine.newCDPSession(alice.page());
        JsonObject slow = new JsonObject();
        slow.addProperty("rate", 4);
        tools.send("Emulation.setCPUThrottlingRate", slow);
        AtomicInteger before = new AtomicInteger();
        alice.page().onRequest(request -> before.incrementAndGet());
        alice.page().reload();
        alice.awaitMessage("something useful");
        alice.page().waitForFunction("useful > 0");
        System.out.printf(
                "four times slower: first paint after %s ms, messages after %s ms, %d requests by then%n",
                alice.page()
                        .evaluate("Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)"),
                alice.page().evaluate("Math.round(useful)"),
                before.get());
        // whom I am, the state, the messages, the people: nothing else stands between a reload and something to read
        int calls = ((Number) alice.page().evaluate("""
                () => performance.getEntriesByType("resource")
                        .filter(one => one.name.endsWith("/rpc") && one.startTime <= useful).length""")).intValue();
        assertTrue(calls <= 5, calls + " calls until something was there to read");
    }

    /**
     * A page in which nothing happens does nothing: it has one timer, which waits for the server's next word, and a heartbeat costs no
     * request; nor does what others say elsewhere.
     */
    @Test
    void nothingIsAskedForWhenNothingHappens() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        RpcCaller bob = system.signIn("bob");
        long dm = bob.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(1))
                .at("/channel/id")
                .longValue();
        BrowserContext machine = BROWSER.person();
        machine.addInitScript("""
                window.timers = new Map();
                window.intervals = 0;
                const {setTimeout: honest, clearTimeout: honestClear, setInterval: honestInterval} = window;
                window.setTimeout = (act, ms, ...more) => {
                    const id = honest(() => { timers.delete(id); act(...more); }, ms);
                    timers.set(id, ms);
                    return id;
                };
                window.clearTimeout = id => { timers.delete(id); honestClear(id); };
                window.setInterval = (...all) => { intervals++; return honestInterval(...all); };""");
        ChatPage alice = BROWSER.open(machine, system.http(), "alice");
        CountDownLatch heartbeats = new CountDownLatch(2);
        alice.page()
                .onWebSocket(socket -> socket.onFrameReceived(frame -> {
                    if (frame.text().contains("\"type\":\"ping\"")) heartbeats.countDown();
                }));
        alice.signIn("alice");
        alice.awaitConnected();
        assertThat(alice.channel(dm)).isVisible();
        alice.page().waitForLoadState(LoadState.NETWORKIDLE);
        alice.page().waitForFunction("timers.size === 1");
        assertEquals(
                List.of(40_000),
                alice.page().evaluate("[...timers.values()]"),
                "timers of a page in which nothing happens");
        assertEquals(0, alice.page().evaluate("intervals"), "intervals");

        AtomicInteger requests = new AtomicInteger();
        alice.page().onRequest(request -> requests.incrementAndGet());
        for (int i = 1; i <= 10; i++) bob.call("message.send", "channel_id", dm, "text", "psst " + i);
        alice.awaitUnread(dm, 10);
        alice.page()
                .waitForCondition(
                        () -> heartbeats.getCount() == 0,
                        new Page.WaitForConditionOptions().setTimeout(2 * Chromium.PATIENCE_MS));
        assertEquals(0, requests.get(), "requests while others talked and two heartbeats passed");
    }
}
