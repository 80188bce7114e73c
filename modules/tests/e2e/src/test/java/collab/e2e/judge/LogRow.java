package collab.e2e.judge;

import collab.wire.event.v2.Event;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * An event of the log.
 *
 * @param seenMs when the judge first saw it, in milliseconds of its own clock; the commit was not later
 * @param hash of the frame that carries it
 * @param blankHash of the frame that carries it without the text of its message; the same as {@code hash} when it has none
 * @param audience what the log stores about its recipients, only for messages of the judge
 */
record LogRow(long seq, long seenMs, long hash, long blankHash, Event event, String audience) {
    private static final int TEXT_MAX = 300;

    static LogRow of(long seq, long seenMs, Event event, String audience) {
        return new LogRow(
                seq,
                seenMs,
                EventText.hash(EventText.frame(event)),
                EventText.hash(EventText.frame(withText(event, ""))),
                shortened(event),
                audience);
    }

    /** The hashes are of the whole text; a run of an hour has too many long texts to keep them. */
    private static Event shortened(Event event) {
        if (event.hasMessageCreated())
            return withText(event, kept(event.getMessageCreated().getMessage().getText()));
        if (event.hasMessageUpdated())
            return withText(event, kept(event.getMessageUpdated().getMessage().getText()));
        return event;
    }

    /** A text, or for a long one its beginning and its hash. */
    static String kept(String text) {
        if (text.length() <= TEXT_MAX) return text;
        return text.substring(0, TEXT_MAX / 2) + "…" + text.length() + ":" + EventText.hash(TextNode.valueOf(text));
    }

    private static Event withText(Event event, String text) {
        Event.Builder changed = event.toBuilder();
        if (event.hasMessageCreated())
            changed.getMessageCreatedBuilder().getMessageBuilder().setText(text);
        if (event.hasMessageUpdated())
            changed.getMessageUpdatedBuilder().getMessageBuilder().setText(text);
        return changed.build();
    }

    String type() {
        return EventText.type(event);
    }

    /** The event as its frame carries it, for messages of the judge. */
    String text() {
        String text = EventText.frame(event).get("event").toString();
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
    }
}
