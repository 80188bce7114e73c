package collab.persistence.sqlite.query;

import collab.domain.emoji.CanonicalEmoji;
import collab.domain.id.UserId;
import collab.domain.model.Reaction;
import collab.persistence.spi.EntityEncoder;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/**
 * Rewrites stored reactions so that their emoji are canonical: reactions of a message that are spellings of the same emoji become one. Earlier
 * programs stored what the client sent. The messages and the event log are rewritten, so a client that replays the log never
 * receives the earlier spellings.
 */
public final class StoredReactions {
    private static final int PAGE = 500;

    private static final String MESSAGES = """
            SELECT id, reactions FROM message WHERE id > ? AND reactions IS NOT NULL ORDER BY id LIMIT ?
            """;

    private static final String SET_MESSAGE = "UPDATE message SET reactions = ? WHERE id = ?";

    private static final String EVENTS = """
            SELECT seq, event FROM event_log
            WHERE seq > ? AND type IN ('message.reacted', 'message.created', 'message.updated') ORDER BY seq LIMIT ?
            """;

    private static final String SET_EVENT = "UPDATE event_log SET event = ? WHERE seq = ?";

    private StoredReactions() {}

    private record Stored(long id, byte[] bytes) {}

    /** Rewrites all messages and events, in pages. */
    public static void makeCanonical(Statements statements) {
        List<Stored> page = page(statements, MESSAGES, "id", "reactions", 0);
        while (!page.isEmpty()) {
            page.forEach(message -> rewriteMessage(statements, message));
            page = page(statements, MESSAGES, "id", "reactions", page.getLast().id());
        }
        page = page(statements, EVENTS, "seq", "event", 0);
        while (!page.isEmpty()) {
            page.forEach(event -> rewriteEvent(statements, event));
            page = page(statements, EVENTS, "seq", "event", page.getLast().id());
        }
    }

    private static List<Stored> page(Statements statements, String sql, String id, String column, long after) {
        return statements.list(sql, row -> new Stored(row.number(id), row.bytes(column)), after, PAGE);
    }

    private static void rewriteMessage(Statements statements, Stored message) {
        List<Reaction> reactions = ListColumns.reactions(message.bytes());
        List<Reaction> merged = CanonicalEmoji.merged(reactions);
        if (!merged.equals(reactions)) {
            statements.run(SET_MESSAGE, ListColumns.optionalReactions(merged), message.id());
        }
    }

    private static void rewriteEvent(Statements statements, Stored stored) {
        Event event = parsed(stored);
        Event rewritten = rewritten(event);
        if (!rewritten.equals(event)) statements.run(SET_EVENT, rewritten.toByteArray(), stored.id());
    }

    private static Event parsed(Stored stored) {
        try {
            return Event.parseFrom(stored.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the event " + stored.id() + " cannot be read", e);
        }
    }

    private static Event rewritten(Event event) {
        Event.Builder rewritten = event.toBuilder();
        switch (event.getPayloadCase()) {
            case MESSAGE_REACTED -> {
                var payload = rewritten.getMessageReactedBuilder();
                var merged = merged(payload.getReactionsList());
                payload.clearReactions().addAllReactions(merged);
            }
            case MESSAGE_CREATED -> rewrite(rewritten.getMessageCreatedBuilder().getMessageBuilder());
            case MESSAGE_UPDATED -> rewrite(rewritten.getMessageUpdatedBuilder().getMessageBuilder());
            default -> {}
        }
        return rewritten.build();
    }

    private static void rewrite(collab.wire.event.v2.Message.Builder message) {
        var merged = merged(message.getReactionsList());
        message.clearReactions().addAllReactions(merged);
    }

    private static List<collab.wire.event.v2.Reaction> merged(List<collab.wire.event.v2.Reaction> reactions) {
        return EntityEncoder.reactions(CanonicalEmoji.merged(reactions.stream()
                .map(reaction -> new Reaction(
                        reaction.getEmoji(),
                        reaction.getUserIdsList().stream().map(UserId::new).toList()))
                .toList()));
    }
}
