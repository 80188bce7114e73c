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
 * The page stays small, its work is bounded, and an idle page sends nothing. The tests check counts (rows, nodes,
 * layouts, bytes, requests, timers), which do not depend on the load of the machine. Times are measured by the browser
 * and only printed, for the table in {@code etc/PERFORMANCE.md}.
 */
class BrowserSpeedIT {
    private static final long GENERAL = 1;
    private static final int BATCH = 50;
    private static final int MESSAGES = 10_000;

    /** Equals {@code MessageWindow.ROWS_MAX} of the page. */
    private static final int ROWS_MAX = 300;

    /** The maximum number of nodes in a row. */
    private static final int NODES_PER_ROW_MAX = 60;

    /** The maximum number of nodes outside the rows. */
    private static final int NODES_OUTSIDE_ROWS_MAX = 4_000;

    private static final int BYTES_MAX = 130_000;
    private static final int FILES_MAX = 10;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @Test
    void scrollingTenThousandMessagesKeepsThePageBounded() throws IOException {
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
        for (String direction : List.of("up", "down")) {
            pages.set(0);
            double layoutsBefore = metric(tools, "LayoutCount");
            Object run = alice.page().evaluate(SCROLL, Map.of("direction", direction, "px", 12_000));
            double layouts = metric(tools, "LayoutCount") - layoutsBefore;
            Map<?, ?> figures = (Map<?, ?>) run;
            int frames = number(figures, "frames");
            System.out.printf(
                    "scrolled %s: %s, %d pages requested, %.0f layouts%n", direction, figures, pages.get(), layouts);
            assertTrue(number(figures, "rows") <= ROWS_MAX, () -> direction + ": " + figures);
            assertTrue(number(figures, "moved") >= 5_000, () -> direction + ": " + figures);
            // scrolling alone causes no rendering; each page that arrives causes a few layouts
            assertTrue(
                    layouts <= 3.0 * frames + 20 * pages.get() + 100, layouts + " layouts for " + frames + " frames");
            assertTrue(pages.get() <= 20, pages + " pages requested within 12,000 px");
        }
        assertNodesAreBounded(tools);

        alice.page()
                .evaluate(
                        "() => { const list = document.querySelector('.channel .scroller'); list.scrollTop -= 2 * list.clientHeight; }");
        assertThat(alice.page().locator(".latest")).isVisible();
        bob.call("message.send", "channel_id", GENERAL, "text", "sent meanwhile");
        alice.page().click(".latest");
        alice.awaitMessage("sent meanwhile");
        alice.awaitUnread(GENERAL, 0);

        // the pin leads to the first messages
        alice.page().click("[data-panel=pins]");
        alice.page().locator("#pins button:has-text('View in channel')").click();
        assertThat(alice.message("message 2 of").first()).isVisible();
        assertThat(alice.page().locator(".beginning")).hasCount(1);
        assertTrue(alice.messages().count() <= ROWS_MAX, "rows at the beginning");
        assertNodesAreBounded(tools);
    }

    /**
     * Scrolls 100 px per frame, and waits at an end until more messages are loaded. Returns the durations of the frames
     * and the maximum number of rows.
     */
    private static final String SCROLL = """
            async ({direction, px}) => {
                const list = document.querySelector(".channel .scroller");
                const frame = () => new Promise(requestAnimationFrame);
                const took = [];
                let rows = 0;
                let moved = 0;
                let last = await frame();
                while (moved < px && took.length < 20_000) {
                    const before = list.scrollTop;
                    const anchor = list.querySelector(".message[data-id]").dataset.id;
                    list.scrollTop += direction === "up" ? -100 : 100;
                    moved += Math.abs(list.scrollTop - before);
                    const now = await frame();
                    took.push(now - last);
                    last = now;
                    rows = Math.max(rows, list.querySelectorAll(".message").length);
                    const changed = list.querySelector(".message[data-id]").dataset.id !== anchor;
                    const more = list.querySelector(".edge[data-end=newer]");
                    if (direction === "down" && !changed && !more && list.scrollHeight - list.scrollTop - list.clientHeight < 1) break;
                }
                took.sort((first, second) => first - second);
                const at = share => Math.round(10 * took[Math.min(took.length - 1, Math.floor(took.length * share))]) / 10;
                return {frames: took.length, moved, rows, p50: at(0.5), p95: at(0.95), worst: at(1)};
            }""";

    private static int number(Map<?, ?> figures, String name) {
        return ((Number) figures.get(name)).intValue();
    }

    private static double metric(CDPSession tools, String name) {
        for (JsonElement element : tools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject metric = element.getAsJsonObject();
            if (metric.get("name").getAsString().equals(name))
                return metric.get("value").getAsDouble();
        }
        throw new AssertionError("the browser has no metric " + name);
    }

    /** Counts the nodes of the document, and the detached nodes that are still referenced. */
    private static void assertNodesAreBounded(CDPSession tools) {
        tools.send("HeapProfiler.collectGarbage");
        int nodes = tools.send("Memory.getDOMCounters").get("nodes").getAsInt();
        System.out.println("nodes: " + nodes);
        int nodesMax = NODES_OUTSIDE_ROWS_MAX + NODES_PER_ROW_MAX * ROWS_MAX;
        assertTrue(nodes <= nodesMax, nodes + " nodes, at most " + nodesMax);
    }

    private static void send(RpcCaller caller, int first) throws IOException {
        String batch = IntStream.range(first, first + BATCH)
                .mapToObj(no -> """
                        {"jsonrpc":"2.0","id":%d,"method":"message.send","params":{"channel_id":1,"text":"message %d of **many**"}}""".formatted(no, no))
                .collect(Collectors.joining(",", "[", "]"));
        String response = caller.post(batch).body();
        assertFalse(response.contains("\"error\""), response);
    }

    @Test
    void pageIsSmallAndItsAssetsAreCached() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        BrowserContext machine = BROWSER.newContext();
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        alice.page().waitForLoadState(LoadState.NETWORKIDLE);
        int bytes = transferred(alice, "");
        assertTrue(bytes > 10_000 && bytes < BYTES_MAX, bytes + " bytes transferred");
        List<?> files = (List<?>) alice.page().evaluate("""
                () => performance.getEntriesByType("resource").map(entry => new URL(entry.name).pathname)
                    .filter(path => path !== "/rpc")""");
        assertTrue(files.size() < FILES_MAX, () -> files + " loaded beside the page");

        alice.page().reload();
        alice.awaitConnected();
        assertEquals(0, transferred(alice, "/assets/"), "bytes of assets on a second visit");
        Object unnamed = alice.page().evaluate("""
                () => performance.getEntriesByType("resource").map(entry => new URL(entry.name).pathname)
                    .filter(path => path !== "/rpc" && !/^\\/assets\\/[0-9a-f]{16}\\//.test(path))""");
        assertEquals(List.of(), unnamed, "files whose path contains no hash of their content");
        System.out.println("bytes of a first visit: " + bytes + " in the page and " + files);
    }

    /** The number of bytes transferred for all resources except calls, of those whose URL contains {@code part}. */
    private static int transferred(ChatPage page, String part) {
        Object sum = page.page().evaluate("""
                part => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
                    .filter(entry => !entry.name.endsWith("/rpc") && entry.name.includes(part))
                    .reduce((sum, entry) => sum + entry.transferSize, 0)""", part);
        return ((Number) sum).intValue();
    }

    /**
     * The first paint and the first messages with a processor that is four times slower. Only the number of calls is
     * checked; the times are printed.
     */
    @Test
    void slowMachineShowsMessagesAfterFiveCallsAtMost() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        system.signIn("bob").call("message.send", "channel_id", GENERAL, "text", "the first message");
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("""
                window.messagesAt = 0;
                new MutationObserver(() => {
                    if (!messagesAt && document.querySelector(".message .text")) requestAnimationFrame(() => messagesAt = performance.now());
                }).observe(document, {childList: true, subtree: true});""");
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        alice.awaitMessage("the first message");
        CDPSession tools = machine.newCDPSession(alice.page());
        JsonObject slow = new JsonObject();
        slow.addProperty("rate", 4);
        tools.send("Emulation.setCPUThrottlingRate", slow);
        AtomicInteger before = new AtomicInteger();
        alice.page().onRequest(request -> before.incrementAndGet());
        alice.page().reload();
        alice.awaitMessage("the first message");
        alice.page().waitForFunction("messagesAt > 0");
        System.out.printf(
                "four times slower: first paint after %s ms, messages after %s ms, %d requests by then%n",
                alice.page()
                        .evaluate("Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)"),
                alice.page().evaluate("Math.round(messagesAt)"),
                before.get());
        // the user, the state, the messages and the members: no other call precedes the first messages after a reload
        int calls = ((Number) alice.page().evaluate("""
                () => performance.getEntriesByType("resource")
                        .filter(entry => entry.name.endsWith("/rpc") && entry.startTime <= messagesAt).length""")).intValue();
        assertTrue(calls <= 5, calls + " calls until messages were shown");
    }

    /**
     * An idle page has one timer, which waits for the next frame of the gateway. Neither a heartbeat nor a message in
     * another channel causes a request.
     */
    @Test
    void idlePageSendsNoRequest() {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder());
        RpcCaller bob = system.signIn("bob");
        long dm = bob.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(1))
                .at("/channel/id")
                .longValue();
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("""
                window.timers = new Map();
                window.intervals = 0;
                const {setTimeout: original, clearTimeout: originalClear, setInterval: originalInterval} = window;
                window.setTimeout = (act, ms, ...more) => {
                    const id = original(() => { timers.delete(id); act(...more); }, ms);
                    timers.set(id, ms);
                    return id;
                };
                window.clearTimeout = id => { timers.delete(id); originalClear(id); };
                window.setInterval = (...all) => { intervals++; return originalInterval(...all); };""");
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
        // the silence of the socket, and the comparison of the day, which is due at midnight at the latest
        alice.page()
                .waitForFunction(
                        "() => timers.size === 2 && [...timers.values()].includes(40_000) && Math.max(...timers.values()) <= 60_000");
        assertEquals(0, alice.page().evaluate("intervals"), "intervals");

        AtomicInteger requests = new AtomicInteger();
        alice.page().onRequest(request -> requests.incrementAndGet());
        for (int i = 1; i <= 10; i++) bob.call("message.send", "channel_id", dm, "text", "psst " + i);
        alice.awaitUnread(dm, 10);
        alice.page()
                .waitForCondition(
                        () -> heartbeats.getCount() == 0,
                        new Page.WaitForConditionOptions().setTimeout(2 * Chromium.TIMEOUT_MS));
        assertEquals(0, requests.get(), "requests during ten messages in another channel and two heartbeats");
    }
}
