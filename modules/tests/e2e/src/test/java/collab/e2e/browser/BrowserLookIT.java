package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where things are on the page, how large they are and how they differ from what is around them, measured by the browser. */
class BrowserLookIT {
    private static final long GENERAL = 1;
    private static final int MEASURE = 880;
    private static final int COLUMN = 1200;
    /** The gap between a popover and what it belongs to, and a rounding error. */
    private static final double BESIDE = 8;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long send(RpcCaller author, String text) {
        return author.call("message.send", "channel_id", GENERAL, "text", text)
                .at("/message/id")
                .longValue();
    }

    private ChatPage signIn(RunningSystem system, int width, int height) {
        return BROWSER.signIn(
                BROWSER.newContext(new NewContextOptions().setViewportSize(width, height)), system.http(), "alice");
    }

    /** The toolbar was drawn 16 px above its row: over the text of the row before, and under the header for the first row. */
    @Test
    void toolbarOfARowCoversNoOtherText() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        RpcCaller carol = system.signIn("carol");
        String wide = "wide ".repeat(30);
        for (int i = 1; i <= 30; i++) send(i % 3 == 0 ? carol : bob, wide + i);
        ChatPage alice = signIn(system, 1440, 900);
        alice.awaitMessage(wide + "30");
        alice.page().evaluate("() => { document.querySelector('.channel .scroller').scrollTop -= 40; }");
        List<?> visible = (List<?>) alice.page().evaluate("""
                () => {
                    const list = document.querySelector(".channel .scroller").getBoundingClientRect();
                    return [...document.querySelectorAll(".channel .message")].filter(row => {
                        const box = row.getBoundingClientRect();
                        return box.bottom > list.top + 6 && box.bottom < list.bottom;
                    }).map(row => row.id);
                }""");
        assertTrue(visible.size() >= 6, visible::toString);
        for (Object id : visible) {
            BoundingBox row = alice.page().locator("#" + id).boundingBox();
            alice.page().mouse().move(row.x + 200, row.y + row.height - 4);
            assertThat(alice.page().locator("#" + id + " .tools")).isVisible();
            assertEquals(List.of(), alice.page().evaluate(COVERED, id.toString()), id::toString);
        }
    }

    /** What the toolbar of a row covers: parts of texts and heads, also of its own row, and whether the header covers it. */
    private static final String COVERED = """
            id => {
                const tools = document.querySelector(`#${id} .tools`).getBoundingClientRect();
                const meets = box => box.left < tools.right && box.right > tools.left && box.top < tools.bottom - 1 && box.bottom > tools.top + 1;
                const found = [];
                for (const part of document.querySelectorAll(".channel .message :is(.text p, .name, .head time)")) {
                    const range = document.createRange();
                    range.selectNodeContents(part);
                    if ([...range.getClientRects()].some(meets)) found.push(part.closest(".message").id + " " + part.textContent.slice(0, 20));
                }
                if (tools.top < document.querySelector(".channel .bar").getBoundingClientRect().bottom) found.push("the header");
                return found;
            }""";

    @Test
    void messagesAreApartAndLinesHaveAMeasure() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        IntStream.rangeClosed(1, 6).forEach(i -> send(bob, "short " + i));
        send(bob, "a long line ".repeat(100));
        ChatPage alice = signIn(system, 2560, 1300);
        alice.awaitMessage("short 6");
        List<?> gaps = (List<?>) alice.page().evaluate("""
                () => {
                    const boxes = [...document.querySelectorAll(".channel .message .text")].map(text => text.getBoundingClientRect());
                    return boxes.slice(1).map((box, index) => box.top - boxes[index].bottom);
                }""");
        assertEquals(6, gaps.size());
        for (Object gap : gaps) assertTrue(((Number) gap).doubleValue() >= 4, gaps::toString);
        assertTrue(alice.messages().last().locator(".text").boundingBox().width <= MEASURE, "the measure of a line");
        BoundingBox composer = alice.page().locator("#composer").boundingBox();
        assertTrue(composer.width <= COLUMN, "the width of the composer");
        BoundingBox text = alice.messages().last().locator(".text").boundingBox();
        assertTrue(
                composer.x < text.x && composer.x + composer.width >= text.x + text.width,
                "composer and text have one column");
    }

    /** The picker and the profile were dialogs in the middle of the window, over a dark backdrop. */
    @Test
    void pickerAndProfileOpenBesideWhatWasPressed() {
        RunningSystem system = start();
        send(system.signIn("bob"), "Ask @carol");
        ChatPage alice = signIn(system, 1280, 800);
        Locator message = alice.awaitMessage("Ask");
        message.hover();
        BoundingBox button =
                message.locator("[aria-label='Find another reaction']").boundingBox();
        alice.act(message, "Find another reaction");
        assertBeside(alice, button);
        assertEquals(
                "rgba(0, 0, 0, 0)",
                alice.page()
                        .evaluate(
                                "() => getComputedStyle(document.querySelector('dialog'), '::backdrop').backgroundColor"));
        Page page = alice.page();
        assertThat(page.locator("#emoji-search")).isFocused();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");
        assertThat(message.locator(".reaction[data-emoji]")).hasCount(1);

        button = message.locator(".face").boundingBox();
        message.locator(".face").click();
        assertThat(page.locator("#dialog-title")).hasText("Bob");
        assertBeside(alice, button);
        page.mouse().click(700, 120); // a click elsewhere closes it
        assertThat(alice.dialog()).hasCount(0);
        message.locator(".mention, .named").click();
        assertThat(page.locator("#dialog-title")).hasText("Carol");
        assertThat(alice.dialog().locator(".presence")).hasText("Offline");
    }

    private static void assertBeside(ChatPage chat, BoundingBox pressed) {
        assertThat(chat.dialog()).isVisible();
        BoundingBox box = chat.dialog().boundingBox();
        double below = Math.abs(box.y - (pressed.y + pressed.height));
        double above = Math.abs(pressed.y - (box.y + box.height));
        boolean overlaps = box.x <= pressed.x + pressed.width && box.x + box.width >= pressed.x;
        assertTrue(
                overlaps && Math.min(below, above) <= BESIDE,
                () -> box.x + " " + box.y + " beside " + pressed.x + " " + pressed.y);
        assertTrue(
                box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800,
                "inside the window");
    }

    /** Delete stood beside Copy link, among nine icons. */
    @Test
    void rareActionsAreInAMenuWithDeleteApart() {
        RunningSystem system = start();
        RpcCaller caller = system.signIn("alice");
        send(caller, "first");
        send(caller, "second");
        ChatPage alice = signIn(system, 1280, 800);
        Locator message = alice.awaitMessage("first");
        message.hover();
        assertTrue(message.locator(".tools > button:visible").count() <= 6, "buttons beside a message");
        message.locator(".tools button[aria-haspopup=menu]").click();
        Locator items = message.locator("[role=menuitem]");
        assertThat(items.first()).isFocused();
        assertThat(items.last()).hasAccessibleName("Delete");
        BoundingBox last = items.last().boundingBox();
        BoundingBox before = items.nth(items.count() - 2).boundingBox();
        assertTrue(last.y - (before.y + before.height) >= 8, "the gap above Delete");

        // the menu stays while the pointer crosses another row on its way
        BoundingBox other = alice.message("second").boundingBox();
        alice.page().mouse().move(other.x + 100, other.y + 10);
        assertThat(items.first()).isVisible();
        alice.page().keyboard().press("ArrowUp");
        assertThat(items.last()).isFocused();
        alice.page().keyboard().press("Escape");
        assertThat(items.first()).isHidden();
        assertThat(alice.composer()).isFocused(); // where the focus was
        alice.act(message, "Edit");
        assertThat(message.locator("textarea")).isFocused();
    }

    /** A border of one and a half times the brightness of its ground is not seen by everyone. */
    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void bordersOfFieldsAndFacesCanBeSeen(ColorScheme scheme) {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(
                BROWSER.newContext(
                        new NewContextOptions().setViewportSize(1280, 800).setColorScheme(scheme)),
                system.http(),
                "alice");
        alice.page().click("#me");
        assertThat(alice.dialog()).isVisible();
        for (String selector : List.of("dialog .themes", "dialog input[name=status]", "#composer")) {
            double contrast = ((Number) alice.page().evaluate(BORDER_CONTRAST, selector)).doubleValue();
            assertTrue(contrast >= 3, () -> selector + " has the contrast " + contrast);
        }
    }

    /** The contrast, as WCAG defines it, between the border of an element and the ground around it. */
    private static final String BORDER_CONTRAST = """
            selector => {
                const parts = color => color.match(/[\\d.]+/g).map(Number);
                const light = color => {
                    const [r, g, b] = parts(color).map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const element = document.querySelector(selector);
                let around = element.parentElement;
                while (parts(getComputedStyle(around).backgroundColor)[3] === 0) around = around.parentElement;
                const [a, b] = [getComputedStyle(element).borderTopColor, getComputedStyle(around).backgroundColor].map(light).sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05);
            }""";

    /** A rule for large emoji made the empty page large as well. */
    @Test
    void emptyPageHasReadableLines() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        bob.call("channel.leave", "channel_id", GENERAL);
        ChatPage page = BROWSER.signIn(system, "bob");
        Locator empty = page.page().locator(".nothing.whole");
        assertThat(empty).isVisible();
        Object lines = page.page().evaluate("""
                () => [...document.querySelectorAll(".nothing.whole :is(h2, p)")].map(part => {
                    const { fontSize, lineHeight } = getComputedStyle(part);
                    return parseFloat(lineHeight) / parseFloat(fontSize);
                })""");
        for (Object ratio : (List<?>) lines) assertTrue(((Number) ratio).doubleValue() >= 1.25, lines::toString);
        assertTrue(empty.locator("button").boundingBox().height >= 32, "the height of the button");
    }

    @Test
    void dialogsAndPanelsMoveBrieflyUnlessTheUserWantsNoMotion() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        Page page = alice.page();
        page.click("#me");
        String duration = "() => parseFloat(getComputedStyle(document.querySelector('dialog')).animationDuration)";
        assertTrue(((Number) page.evaluate(duration)).doubleValue() < 0.001, "reduced motion");
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
        assertEquals(0.12, ((Number) page.evaluate(duration)).doubleValue());
        page.keyboard().press("Escape");
        page.click("[data-panel=details]");
        assertEquals(
                0.12,
                ((Number)
                                page.evaluate(
                                        "() => parseFloat(getComputedStyle(document.querySelector('.panel')).animationDuration)"))
                        .doubleValue());
    }

    @Test
    void tooltipShowsTheTitleAndLeavesItInPlace() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Locator button = alice.page().locator("[data-panel=pins]");
        button.hover();
        Locator tooltip = alice.page().locator(".tooltip");
        assertThat(tooltip).isVisible();
        assertThat(tooltip).hasText("Pinned messages");
        BoundingBox box = tooltip.boundingBox();
        assertTrue(box.x + box.width <= 1440, "inside the window");
        alice.page().mouse().move(600, 400);
        assertThat(tooltip).isHidden();
        assertThat(button).hasAttribute("title", "Pinned messages");
        assertFalse(alice.page().locator(".tooltip").isVisible());
    }
}
