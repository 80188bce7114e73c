package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * What a client holds of the threads that its user follows. A bootstrap names threads without unread replies by their id only:
 * everything before the next reply is read.
 */
final class ThreadsModel {
    /** Unread = {@code lastNo - readNo - deleted}. */
    private record Known(long channel, long readNo, long lastNo, long deleted, long mentions) {
        long unread() {
            return lastNo - readNo - deleted;
        }

        Known mentioned(long number) {
            return new Known(channel, readNo, lastNo, deleted, number);
        }
    }

    private final Map<Long, Known> threads = new TreeMap<>();

    ThreadsModel(JsonNode bootstrap) {
        bootstrap.get("unread").forEach(row -> {
            long unseen = number(row, "last_no") - number(row, "read_no");
            threads.put(
                    number(row, "parent_id"),
                    new Known(
                            number(row, "channel_id"),
                            number(row, "read_no"),
                            number(row, "last_no"),
                            unseen - number(row, "unread"),
                            number(row, "mentions")));
        });
        bootstrap
                .get("following")
                .forEach(channel -> channel.get("parent_ids")
                        .forEach(parent ->
                                threads.put(parent.longValue(), new Known(number(channel, "channel_id"), 0, 0, 0, 0))));
    }

    private static long number(JsonNode row, String name) {
        return row.path(name).longValue();
    }

    void messageCreated(JsonNode message, boolean own) {
        if (!message.has("reply_no")) return;
        long no = number(message, "reply_no");
        long parent = number(message, "parent_id");
        Known known = threads.get(parent);
        if (own) {
            long mentions = known == null ? 0 : known.mentions();
            threads.put(parent, new Known(number(message, "channel_id"), no, no, 0, mentions));
        } else if (known != null) {
            boolean read = known.unread() == 0;
            threads.put(
                    parent,
                    new Known(
                            known.channel(),
                            read ? no - 1 : known.readNo(),
                            no,
                            read ? 0 : known.deleted(),
                            known.mentions()));
        }
    }

    void messageDeleted(JsonNode event) {
        long no = number(event, "reply_no");
        threads.computeIfPresent(
                number(event, "parent_id"),
                (_, known) -> no <= known.readNo() || no > known.lastNo()
                        ? known
                        : new Known(
                                known.channel(),
                                known.readNo(),
                                known.lastNo(),
                                known.deleted() + 1,
                                known.mentions()));
    }

    void followed(JsonNode event) {
        long last = number(event, "last_no");
        threads.put(number(event, "parent_id"), new Known(number(event, "channel_id"), last, last, 0, 0));
    }

    void changed(JsonNode event) {
        if (!event.get("following").booleanValue()) {
            threads.remove(number(event, "parent_id"));
            return;
        }
        threads.put(
                number(event, "parent_id"),
                new Known(
                        number(event, "channel_id"),
                        number(event, "read_no"),
                        number(event, "last_no"),
                        number(event, "deleted"),
                        number(event, "mentions")));
    }

    void allRead(LongPredicate inWorkspace) {
        threads.replaceAll((_, known) -> inWorkspace.test(known.channel())
                ? new Known(known.channel(), known.lastNo(), known.lastNo(), 0, 0)
                : known);
    }

    void mentioned(JsonNode event) {
        threads.computeIfPresent(
                event.at("/mention/parent_id").longValue(),
                (_, known) -> known.mentioned(number(event, "thread_mentions")));
    }

    void channelRemoved(long channel) {
        threads.values().removeIf(known -> known.channel() == channel);
    }

    void addLines(SortedSet<String> lines) {
        threads.forEach((parent, known) -> lines.add("thread " + parent + " in channel " + known.channel() + ": "
                + known.unread() + " unread, " + known.mentions() + " mentions"));
    }
}
