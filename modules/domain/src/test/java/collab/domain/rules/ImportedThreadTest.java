package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Command.ImportMessages;
import collab.domain.Command.ImportMessages.Imported;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.Message;
import collab.domain.model.Right;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Imported threads whose first message is deleted. */
class ImportedThreadTest {
    private static final Instant THEN = Instant.parse("2020-05-01T10:00:00Z");

    private final RulesFixture rules = new RulesFixture();
    private final UserId admin = rules.holder("root", Right.ADMIN);
    private final WorkspaceId home = rules.workspace(admin, "Home");
    private final ChannelId channel = rules.channel(admin, home, ChannelKind.PUBLIC, "old");

    /** Replies of an imported deleted message were not counted, so the deletion of one made the count -1 and an export failed. */
    @Test
    void deletedParentCountsTheRepliesThatAreImportedWithIt() {
        importMessages(message("p", ""), reply("r1", 1), reply("r2", 2));
        assertEquals(new Message.Replies(2, 0, Optional.of(THEN.plusSeconds(2))), parent().replies());
        assertEquals(List.of(1), countsAfterDeletionOf("r2"));
        assertEquals(new Message.Replies(1, 0, Optional.of(THEN.plusSeconds(1))), parent().replies());
        assertEquals(List.of(0), countsAfterDeletionOf("r1"));
        new WorldInvariants(rules.world).check();
    }

    /** Replies that came in a later command than their deleted message were not counted either. */
    @Test
    void deletedParentCountsTheRepliesOfALaterImport() {
        importMessages(message("p", ""), reply("r1", 1));
        importMessages(reply("r2", 2));
        assertEquals(2, parent().replyCount());
        importMessages(message("q", "question"));
        rules.accepted(admin, new Command.DeleteMessage(id("q")));
        importMessages(new Imported("s", admin, content("late", 3), Optional.of("q"), false, List.of()));
        assertEquals(
                1, rules.world.deletedMessage(id("q")).orElseThrow().message().replyCount());
        new WorldInvariants(rules.world).check();
    }

    /** An earlier release stored 0 for a deleted message with replies, and the next deletion of a reply stored -1. */
    @Test
    void countOfAnEarlierReleaseDoesNotBecomeNegative() {
        importMessages(message("p", ""), reply("r1", 1), reply("r2", 2));
        rules.world.apply(
                new Decision.Accepted(
                        List.of(new Event.ThreadUpdated(id("p"), channel, Message.Replies.NONE)),
                        List.of(),
                        Entity.NONE),
                rules.now());
        assertEquals(List.of(0), countsAfterDeletionOf("r2"));
    }

    private void importMessages(Imported... messages) {
        rules.accepted(admin, new ImportMessages(channel, Arrays.asList(messages)));
    }

    /** The counts in the events that the deletion of the message causes. */
    private List<Integer> countsAfterDeletionOf(String key) {
        return rules.events(admin, new Command.DeleteMessage(id(key))).stream()
                .filter(Event.ThreadUpdated.class::isInstance)
                .map(event -> ((Event.ThreadUpdated) event).replies().replyCount())
                .toList();
    }

    private MessageId id(String key) {
        return rules.world.imported(channel, key).orElseThrow();
    }

    private Message parent() {
        return rules.world.deletedMessage(id("p")).orElseThrow().message();
    }

    private Imported message(String key, String text) {
        return new Imported(key, admin, content(text, 0), Optional.empty(), false, List.of());
    }

    private Imported reply(String key, int second) {
        return new Imported(key, admin, content("reply " + key, second), Optional.of("p"), false, List.of());
    }

    private static Imported.Content content(String text, int second) {
        return new Imported.Content(text, THEN.plusSeconds(second), Optional.empty());
    }
}
