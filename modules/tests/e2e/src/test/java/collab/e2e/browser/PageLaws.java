package collab.e2e.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

/** What holds in every state of the page, at every size. */
final class PageLaws {
    private static final String CONTROLS = ":is(button, a[href], input, textarea, select, [role=option])";

    /** Returns the controls that are not on the screen, or under something else, after they were scrolled to. */
    private static final String UNREACHABLE = """
            ({root, controls}) => {
                const found = [];
                const name = element => (element.outerHTML ?? "").replace(/\\s+/g, " ").slice(0, 100);
                const {clientWidth, scrollWidth} = document.documentElement;
                if (scrollWidth > clientWidth) found.push("the document is " + scrollWidth + " pixels wide");
                for (const control of document.querySelectorAll(root + " " + controls)) {
                    const isShown = control.checkVisibility({visibilityProperty: true, opacityProperty: true});
                    if (!isShown || control.closest(".skips, .sr")) continue;
                    control.scrollIntoView({block: "nearest", inline: "nearest"});
                    const box = control.getClientRects()[0];
                    if (!box || box.width < 2) continue;
                    const isInside = box.left > -1 && box.right < clientWidth + 1 && box.top > -1 && box.bottom < innerHeight + 1;
                    if (!isInside) found.push(name(control) + " is cut");
                    const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                    const isHit = hit && (control.contains(hit) || [...control.labels ?? []].some(label => label.contains(hit)));
                    if (!isHit) found.push(name(control) + " is under " + (hit ? name(hit) : "nothing"));
                }
                return found;
            }""";

    /** Returns the controls, besides those in a line of text, that are smaller than 44 by 44 pixels. */
    private static final String SMALL = """
            ({root, controls}) => [...document.querySelectorAll(root + " " + controls)]
                .filter(control => control.checkVisibility({visibilityProperty: true, opacityProperty: true}))
                .filter(control => !control.closest(".skips, .sr, .text, .name, label"))
                .filter(control => control.offsetWidth < 44 || control.offsetHeight < 44)
                .map(control => control.offsetWidth + " x " + control.offsetHeight + " " + control.outerHTML.slice(0, 100))""";

    private PageLaws() {}

    /**
     * Nothing scrolls sideways, and every control in the part can be scrolled to and pressed.
     *
     * @param part selects a part of the page
     */
    static void assertReachable(ChatPage page, String part) {
        page.page().mouse().move(1, 1); // no row has a toolbar
        assertEquals(List.of(), evaluate(page, UNREACHABLE, part), part);
    }

    /** A finger meets every control in the part. */
    static void assertTouchable(ChatPage page, String part) {
        assertEquals(List.of(), evaluate(page, SMALL, part), part);
    }

    private static Object evaluate(ChatPage page, String script, String part) {
        return page.page().evaluate(script, Map.of("root", part, "controls", CONTROLS));
    }
}
