package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import collab.domain.Command;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.persistence.LoggedEvent;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.spi.CommandRules;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventLogTest extends EventLogContract {
    @TempDir
    private Path directory;

    @Override
    Persistence open() {
        return reopen();
    }

    @Override
    Persistence reopen() {
        return SqlitePersistence.open(
                PersistenceConfig.in(directory)
                        .withLogRetention(Duration.ofHours(1), 1_000)
                        .withOperationRetention(Duration.ofHours(1))
                        .withReaders(2),
                new SqlitePersistence.Environment(
                        clock, CommandRules.DOMAIN, failure -> fail(failure), this::nanoTime, WalTruncation.BYTES_MAX));
    }

    /** The process runs as long as the clock advances. */
    private long nanoTime() {
        return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    @Override
    void prune(Persistence persistence) {
        LogPruner pruner = ((SqlitePersistence) persistence).pruner();
        while (pruner.pruneOnce()) {}
    }

    /** The text of a deleted message stayed in the log until the end of retention, seven days. */
    @Test
    void textsOfDeletedMessageAreBlankInTheLog() throws InvalidProtocolBufferException {
        MessageId kept = fixture.sendMessage(alice, channel, "kept one");
        MessageId deleted = fixture.sendMessage(alice, channel, "secret one");
        fixture.sendMessage(alice, channel, "kept two");
        for (String text : List.of("secret two", "secret three")) {
            clock.advance(Duration.ofSeconds(7));
            fixture.execute(alice, new Command.React(deleted, "👍"));
            fixture.execute(alice, new Command.UpdateMessage(deleted, text));
            fixture.execute(alice, new Command.UpdateMessage(kept, "kept " + text.length()));
        }
        fixture.execute(alice, new Command.PinMessage(deleted));
        fixture.execute(alice, new Command.DeleteMessage(deleted));
        store.close(); // recent events are read from memory
        store = reopen();

        List<String> texts = new ArrayList<>();
        for (LoggedEvent logged : store.log().read(LogPosition.START, 1_000)) {
            Event event = Event.parseFrom(logged.event());
            if (event.hasMessageCreated())
                texts.add(event.getMessageCreated().getMessage().getText());
            if (event.hasMessageUpdated())
                texts.add(event.getMessageUpdated().getMessage().getText());
        }
        assertEquals(List.of("kept one", "", "kept two", "", "kept 10", "", "kept 12"), texts);
    }
}
