package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user types reaches a text field and nothing else, and every insertion can be undone. */
class BrowserInputIT {
    private static final long GENERAL = 1;

    /** Letters that were shortcuts of messages, signs of other programs' shortcuts, and a digit. */
    private static final String KEYS = "rthpeajk/?1";

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    // ---- Typed keys ----

    /** Letters that were typed while a message had the focus pinned it for all and opened dialogs. */
    @ParameterizedTest
    @ValueSource(strings = {"", "thread", "pins", "details", "search", "mentions", "workspace"})
    void typedKeysReachATextFieldWhateverHasTheFocus(String panel) {
        RunningSystem system = start();
        ChatPage alice = pageWithMessages(system);
        open(alice, panel);
        List<String> calls = recordCalls(alice.page());
        int elements = ((Number) alice.page().evaluate(NUMBER_FOCUSABLE)).intValue();
        assertTrue(elements > 10, elements + " elements can have the focus");
        Map<String, String> lost = new TreeMap<>();
        for (int i = 0; i <= elements; i++) typeAt(alice, i, lost);
        assertEquals(Map.of(), lost, "elements at which typed keys are lost");
        assertThat(alice.dialog()).hasCount(0);
        assertThat(alice.page().locator("[data-pinned]")).hasCount(0);
        assertEquals(List.of(), calls, "calls that typing caused");
    }

    /** Numbers the elements that can have the focus, and returns how many there are. */
    private static final String NUMBER_FOCUSABLE = """
            () => {
                const elements = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
                    .filter(element => element.checkVisibility() && !element.disabled);
                elements.forEach((element, index) => element.setAttribute("data-probe", index + 1));
                return elements.length;
            }""";

    /** Focuses the element with this number, 0 for none, and types. A row that is not rendered any more is passed over. */
    private static void typeAt(ChatPage alice, int number, Map<String, String> lost) {
        Page page = alice.page();
        Object place = page.evaluate("""
                number => {
                    for (const area of document.querySelectorAll(".composer textarea, #search")) {
                        area.value = "";
                        area.dispatchEvent(new InputEvent("input", {bubbles: true}));
                    }
                    document.activeElement.blur();
                    if (number === 0) return "body";
                    const element = document.querySelector(`[data-probe="${number}"]`);
                    element?.focus();
                    return element && document.activeElement === element ? element.outerHTML.slice(0, 160) : null;
                }""", number);
        if (place == null) return;
        page.keyboard().type(KEYS);
        Object written = page.evaluate("""
                () => document.activeElement.matches("textarea, input") ? document.activeElement.value : "nothing, at " + document.activeElement.outerHTML.slice(0, 99)""");
        if (!String.valueOf(written).endsWith(KEYS)) lost.put(number + " " + place, String.valueOf(written));
    }

    /** A channel with a message of Alice that was edited, so that every action of a message is possible, and one of Bob. */
    private static ChatPage pageWithMessages(RunningSystem system) {
        system.signIn("bob").call("message.send", "channel_id", GENERAL, "text", "from Bob");
        RpcCaller rpc = system.signIn("alice");
        long id = rpc.call("message.send", "channel_id", GENERAL, "text", "first")
                .at("/message/id")
                .asLong();
        rpc.call("message.update", "message_id", id, "text", "from Alice");
        rpc.call("message.send", "channel_id", GENERAL, "text", "a reply", "parent_id", id);
        ChatPage alice = BROWSER.signIn(system, "alice");
        assertThat(alice.awaitMessage("from Alice").locator(".replies")).isVisible();
        return alice;
    }

    private static void open(ChatPage alice, String panel) {
        Page page = alice.page();
        switch (panel) {
            case "" -> assertThat(alice.panel()).hasCount(0);
            case "thread" -> alice.message("from Alice").locator(".replies").click();
            case "pins", "details" -> page.click("[data-panel=" + panel + "]");
            case "search" -> page.keyboard().press("Control+Shift+F");
            default ->
                page.evaluate(
                        "name => [...document.querySelectorAll('.sidebar button')].find(button => button.textContent.includes(name) || button.title.includes(name)).click()",
                        panel.equals("mentions") ? "Mentions" : "Workspace");
        }
        if (!panel.isEmpty())
            assertThat(page.locator(".panel[data-kind=" + panel + "]")).isVisible();
    }

    /** The calls of the page that change something, except what the user has read. */
    private static List<String> recordCalls(Page page) {
        List<String> calls = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            String call = String.valueOf(request.postData());
            boolean changes = call.contains("\"op_id\"")
                    && !call.contains("\"read.mark\"")
                    && !call.contains("\"mention.mark_read\"");
            if (changes) calls.add(call);
        });
        return calls;
    }

    /** After the edit, the letters of the next message pinned the edited one. */
    @Test
    void typingGoesOnInTheComposerAfterAnEditThatBeganThere() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Keyboard keys = alice.page().keyboard();
        alice.send("a mistkae");
        alice.awaitMessage("a mistkae");
        keys.press("ArrowUp");
        Locator editor = alice.page().locator("textarea.edit");
        assertThat(editor).isFocused();
        keys.press("Control+a");
        keys.type("a mistake");
        keys.press("Enter");
        assertThat(editor).hasCount(0);
        keys.type("phew");
        assertThat(alice.composer()).hasValue("phew");
        assertThat(alice.awaitMessage("a mistake")).not().hasAttribute("data-pinned", "");
        assertThat(alice.dialog()).hasCount(0);
        alice.composer().fill("");
        keys.press("ArrowUp");
        assertThat(editor).isFocused();
        keys.press("Escape");
        assertThat(alice.composer()).isFocused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "emoji", "browse-channels", "new-message", "switcher"})
    void openDialogKeepsItsKeys(String kind) {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Page page = alice.page();
        switch (kind) {
            case "account" -> page.click("#me");
            case "emoji" -> page.click("#composer [data-tool=smile]");
            case "browse-channels" -> page.click("[aria-label='Browse or create channels']");
            case "new-message" -> page.click("[aria-label='New message']");
            default -> page.keyboard().press("Control+k");
        }
        assertThat(page.locator("dialog[data-kind=" + kind + "]")).isVisible();
        page.locator("dialog[data-kind=" + kind + "] button:visible").last().focus();
        page.keyboard().type("phew");
        assertEquals(true, page.evaluate("() => document.activeElement.closest('dialog') !== null"));
        assertThat(alice.composer()).hasValue("");
    }

    // ---- Undo ----

    /** Bold, completions and emoji replaced the text in a way that the browser could not undo. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bold",
                "Control+b",
                "Control+i",
                "Control+e",
                "strike",
                "mention",
                "emoji name",
                "at",
                "picker",
                "list"
            })
    void insertionCanBeUndone(String insertion) {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Keyboard keys = alice.page().keyboard();
        String before = switch (insertion) {
            case "list" -> "- milk";
            case "mention" -> "word @bo";
            case "emoji name" -> "word :tad";
            default -> "word";
        };
        keys.type(before);
        insert(alice, insertion);
        assertThat(alice.composer()).not().hasValue(before);
        for (int i = 0; i < 8 && !alice.composer().inputValue().equals(before); i++) keys.press("Control+z");
        assertThat(alice.composer()).hasValue(before);
        keys.press("Control+Shift+z");
        assertThat(alice.composer()).not().hasValue(before);
    }

    private static void insert(ChatPage alice, String insertion) {
        Keyboard keys = alice.page().keyboard();
        Locator options = alice.page().locator("#composer [role=option]");
        switch (insertion) {
            case "mention", "emoji name" -> {
                assertThat(options.first()).isVisible();
                keys.press("Enter");
                assertThat(options).hasCount(0);
            }
            case "picker" -> {
                alice.page().click("#composer [data-tool=smile]");
                alice.dialog().locator("[data-emoji='😀']").first().click();
                assertThat(alice.composer()).isFocused();
            }
            case "list" -> {
                keys.press("Shift+Enter");
                assertThat(alice.composer()).hasValue("- milk\n- ");
            }
            case "bold", "strike", "at" -> {
                keys.press("Shift+Home");
                alice.page().click("#composer [data-tool=" + insertion + "]");
            }
            default -> {
                keys.press("Shift+Home");
                keys.press(insertion);
            }
        }
    }

    /** The second Ctrl+B added two more asterisks at each end. */
    @Test
    void secondBoldRemovesTheMarksInComposerAndEditor() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Keyboard keys = alice.page().keyboard();
        keys.type("word");
        keys.press("Shift+Home");
        keys.press("Control+b");
        assertThat(alice.composer()).hasValue("**word**");
        keys.press("Control+b");
        assertThat(alice.composer()).hasValue("word");
        keys.press("Enter");
        alice.awaitMessage("word");
        keys.press("ArrowUp");
        Locator editor = alice.page().locator("textarea.edit");
        assertThat(editor).isFocused();
        keys.press("Control+b");
        keys.type("more");
        assertThat(editor).hasValue("word**more**");
    }

    // ---- Enter ----

    @Test
    void enterInAnOpenBlockOfCodeAddsALine() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Keyboard keys = alice.page().keyboard();
        keys.press("Enter"); // an empty field sends nothing
        keys.type("```");
        keys.press("Enter");
        keys.type("let a;");
        keys.press("Enter");
        assertThat(alice.composer()).hasValue("```\nlet a;\n");
        keys.type("```");
        keys.press("Enter");
        assertThat(alice.awaitMessage("let a;").locator("pre")).isVisible();
        assertThat(alice.messages()).hasCount(1);
        assertThat(alice.composer()).hasValue("");
    }

    /** On a phone there was no way to a new line. */
    @Test
    void enterOnAPhoneMakesANewLineAndTheButtonSends() {
        ChatPage phone = BROWSER.signIn(
                BROWSER.newContext(new NewContextOptions()
                        .setViewportSize(390, 844)
                        .setIsMobile(true)
                        .setHasTouch(true)),
                start().http(),
                "alice");
        phone.channel(GENERAL).tap();
        phone.composer().tap();
        Keyboard keys = phone.page().keyboard();
        keys.type("1. milk");
        keys.press("Enter");
        keys.type("bread");
        keys.press("Enter");
        keys.press("Enter"); // an empty item ends the list
        keys.type("thanks");
        assertThat(phone.composer()).hasValue("1. milk\n2. bread\nthanks");
        assertThat(phone.composer()).hasAttribute("enterkeyhint", "enter");
        phone.page().locator("#composer .send").tap();
        phone.awaitMessage("thanks");
    }

    /** A text that is longer than a message stays whole; it was cut. */
    @Test
    void longTextStaysWholeAndCannotBeSentAsOneMessage() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        String text = "word ".repeat(4_000).trim();
        alice.page().keyboard().insertText(text);
        assertThat(alice.composer()).hasValue(text);
        assertThat(alice.page().locator("#composer .too-long")).containsText("3,999 characters too long");
        assertThat(alice.page().locator("#composer .send")).isDisabled();
        alice.page().keyboard().press("Enter");
        assertThat(alice.composer()).hasValue(text);
        alice.page().click("#composer [data-split]");
        assertThat(alice.storedMessages()).hasCount(2);
        assertThat(alice.composer()).hasValue("");
    }
}
