package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state that a client holds: a bootstrap, and every event applied to it as etc/PROTOCOL.md and the Javadoc of
 * {@code Event} define. Presence is left out, because signals have no guarantee.
 */
public final class ClientModel {
    private long last;
    private ObjectNode user;
    private final JsonNode epoch;
    private JsonNode permissions;
    private final Map<Long, ObjectNode> workspaces = new TreeMap<>();
    private final Map<Long, ObjectNode> channels = new TreeMap<>();
    private final Map<Long, ObjectNode> readStates = new TreeMap<>();
    private final ThreadsModel threads;
    private final PreferencesModel preferences;

    private ClientModel(JsonNode bootstrap) {
        last = bootstrap.get("seq").longValue();
        epoch = bootstrap.get("epoch");
        user = bootstrap.get("user").deepCopy();
        permissions = bootstrap.get("permissions");
        bootstrap.get("workspaces").forEach(row -> workspaces.put(row.get("id").longValue(), row.deepCopy()));
        threads = new ThreadsModel(bootstrap.get("threads"));
        preferences = new PreferencesModel(bootstrap);
        bootstrap.get("channels").forEach(row -> channels.put(row.get("id").longValue(), row.deepCopy()));
        bootstrap
                .get("read_states")
                .forEach(row -> readStates.put(row.get("channel_id").longValue(), withDeleted(row.deepCopy())));
    }

    /** A bootstrap contains the unread counts, from which the numbers of deleted messages follow. */
    private static ObjectNode withDeleted(ObjectNode row) {
        long broadcasts = number(row, "broadcast_no") - number(row, "read_broadcast_no");
        return row.put("deleted", number(row, "last_no") - number(row, "read_no") - number(row, "unread"))
                .put("deleted_broadcasts", broadcasts - (number(row, "unread_mentions") - number(row, "mentions")));
    }

    private static long number(JsonNode row, String name) {
        return row.get(name).longValue();
    }

    public static ClientModel of(JsonNode bootstrap) {
        return new ClientModel(bootstrap);
    }

    /** The same model after further events. */
    public ClientModel after(List<TestFrame> events) {
        events.forEach(this::apply);
        return this;
    }

    /** A repeated event changes nothing. */
    private void apply(TestFrame frame) {
        if (frame.seq() <= last) return;
        last = frame.seq();
        JsonNode event = frame.event();
        switch (frame.type()) {
            case "user.updated" -> userUpdated(event.get("user"));
            case "workspace.added" -> workspaceAdded(event);
            case "workspace.updated" -> workspaceUpdated(event.get("workspace"));
            case "workspace.removed" -> {
                workspaces.remove(event.get("workspace_id").longValue());
                preferences.left("workspace", event.get("workspace_id").longValue());
            }
            case "workspace.member_joined" -> memberJoined(event);
            case "channel.added" -> channelAdded(event.get("channel"), frame.seq());
            case "channel.updated", "channel.archived" -> channelChanged(event.get("channel"));
            case "channel.removed" -> channelRemoved(event.get("channel_id").longValue());
            case "message.created" -> messageCreated(event, frame.seq());
            case "message.updated" ->
                reaches(
                        event.at("/message/channel_id").longValue(),
                        event.get("last_no").longValue());
            case "read.state" -> readState(event);
            case "read.all" -> allRead(event, frame.seq());
            case "draft.updated" -> preferences.draftChanged(event);
            case "prefs.updated" -> preferences.changed(event);
            case "thread.followed" -> threads.followed(event);
            case "thread.state" -> threads.changed(event);
            case "mention.created" -> mentioned(event, frame.seq());
            case "user.permissions_changed" ->
                permissions = event.get("permissions").deepCopy();
            case "message.deleted" -> {
                threads.messageDeleted(event);
                messageDeleted(event, readStates.get(event.get("channel_id").longValue()));
            }
            // these change messages and the members of channels, which a bootstrap does not contain
            case "message.reacted", "message.pin_updated", "thread.updated" -> {}
            case "channel.member_joined", "channel.member_left", "workspace.member_left", "session.revoked" -> {}
            case "group.updated", "invitation.updated" -> {}
            default -> throw new AssertionError("unknown event type " + frame.type());
        }
    }

    private void userUpdated(JsonNode row) {
        if (row.get("id").equals(user.get("id"))) user = row.deepCopy();
    }

    private void workspaceAdded(JsonNode event) {
        ObjectNode workspace = event.get("workspace").deepCopy();
        workspace.set("role", event.get("role"));
        workspaces.put(workspace.get("id").longValue(), workspace);
    }

    private void workspaceUpdated(JsonNode row) {
        ObjectNode workspace = row.deepCopy();
        ObjectNode known = workspaces.get(row.get("id").longValue());
        workspace.set("role", known.get("role"));
        workspaces.put(row.get("id").longValue(), workspace);
    }

    /** Also sent when the role of a member changed. */
    private void memberJoined(JsonNode event) {
        if (event.at("/user/id").equals(user.get("id"))) {
            workspaces.get(event.get("workspace_id").longValue()).set("role", event.get("role"));
        }
    }

    /** A new membership starts with a new read state: no mentions, and everything so far counts as read. */
    private void channelAdded(JsonNode row, long seq) {
        ObjectNode channel = row.deepCopy();
        channels.put(row.get("id").longValue(), channel);
        ObjectNode state = TestJson.params(
                "channel_id",
                row.get("id"),
                "read_no",
                row.get("last_no"),
                "mentions",
                0,
                "read_broadcast_no",
                row.get("broadcast_no"),
                "deleted",
                0,
                "deleted_broadcasts",
                0,
                "ver",
                seq);
        readStates.put(row.get("id").longValue(), state);
    }

    private void channelChanged(JsonNode row) {
        ObjectNode channel = row.deepCopy();
        channels.put(row.get("id").longValue(), channel);
    }

    private void channelRemoved(long id) {
        channels.remove(id);
        readStates.remove(id);
        threads.channelRemoved(id);
        preferences.left("channel", id);
    }

    private void allRead(JsonNode event, long seq) {
        JsonNode workspace = event.get("workspace_id");
        threads.allRead(channel -> channels.get(channel).get("workspace_id").equals(workspace));
        if (event.get("what").asText().equals("threads")) return;
        readStates.forEach((id, state) -> {
            ObjectNode channel = channels.get(id);
            if (!channel.get("workspace_id").equals(workspace)) return;
            if (event.has("last_read")) state.set("last_read", event.get("last_read"));
            state.set("read_no", channel.get("last_no"));
            state.set("read_broadcast_no", channel.get("broadcast_no"));
            state.put("mentions", 0)
                    .put("deleted", 0)
                    .put("deleted_broadcasts", 0)
                    .put("ver", seq);
        });
    }

    private void messageCreated(JsonNode event, long seq) {
        JsonNode message = event.get("message");
        long channel = message.get("channel_id").longValue();
        reaches(channel, event.get("last_no").longValue());
        boolean own = message.get("user_id").equals(user.get("id"));
        threads.messageCreated(message, own);
        if (own && message.has("no")) {
            readStates.get(channel).set("last_read", message.get("id"));
            readStates.get(channel).set("read_no", message.get("no"));
            readStates.get(channel).put("deleted", 0);
            readStates.get(channel).put("ver", seq);
        }
    }

    /** Deleting does not renumber: the deleted messages after the read position are not unread. */
    private static void messageDeleted(JsonNode event, ObjectNode state) {
        if (event.path("no").longValue() > number(state, "read_no")) {
            state.put("deleted", number(state, "deleted") + 1);
        }
        if (event.path("broadcast_no").longValue() > number(state, "read_broadcast_no")) {
            state.put("deleted_broadcasts", number(state, "deleted_broadcasts") + 1);
        }
    }

    private void reaches(long channel, long lastNo) {
        ObjectNode known = channels.get(channel);
        known.put("last_no", Math.max(known.get("last_no").longValue(), lastNo));
    }

    private void readState(JsonNode event) {
        ObjectNode state = event.deepCopy();
        state.remove("user_id"); // a bootstrap omits it, because all its read states are the user's own
        readStates.put(event.get("channel_id").longValue(), state);
    }

    private void mentioned(JsonNode event, long seq) {
        if (event.has("thread_mentions")) {
            threads.mentioned(event);
            return;
        }
        long channel = event.at("/mention/channel_id").longValue();
        ObjectNode state = readStates.get(channel);
        JsonNode broadcast = event.at("/mention/broadcast");
        if (broadcast.isMissingNode()) {
            state.set("mentions", event.get("mentions"));
            state.put("ver", seq);
            return;
        }
        ObjectNode known = channels.get(channel);
        long broadcastNo = event.get("broadcast_no").longValue();
        known.put("broadcast_no", Math.max(known.get("broadcast_no").longValue(), broadcastNo));
        boolean own = event.at("/mention/user_id").equals(user.get("id"));
        if (own && broadcast.asText().equals("channel")) {
            state.put("read_broadcast_no", broadcastNo)
                    .put("deleted_broadcasts", 0)
                    .put("ver", seq);
        }
    }

    /**
     * The state as lines, sorted by name and with sorted members, so that two models can be compared and differences
     * are readable.
     */
    public SortedSet<String> lines() {
        SortedSet<String> lines = new TreeSet<>();
        lines.add("epoch " + epoch);
        lines.add("user " + sorted(user));
        permissions.forEach(permission -> lines.add("permission " + sorted(permission)));
        workspaces.values().forEach(workspace -> lines.add("workspace " + sorted(workspace)));
        channels.values().forEach(channel -> lines.add("channel " + sorted(channel)));
        readStates.forEach((channel, known) -> {
            ObjectNode read = known.deepCopy();
            long lastNo = channels.get(channel).get("last_no").longValue();
            long broadcastNo = channels.get(channel).get("broadcast_no").longValue();
            long addressed = broadcastNo - number(read, "read_broadcast_no") - number(read, "deleted_broadcasts");
            read.put("last_no", lastNo)
                    .put("unread", lastNo - number(read, "read_no") - number(read, "deleted"))
                    .put("broadcast_no", broadcastNo)
                    .put("unread_mentions", read.get("mentions").longValue() + addressed)
                    .remove(List.of("deleted", "deleted_broadcasts"));
            lines.add("read state " + sorted(read));
        });
        threads.addLines(lines);
        preferences.addLines(lines);
        return lines;
    }

    private static String sorted(JsonNode entity) {
        Map<String, JsonNode> members = new TreeMap<>();
        entity.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members.toString();
    }

    /** The lines that are in only one of the two sets. */
    public static String difference(SortedSet<String> fresh, SortedSet<String> model) {
        SortedSet<String> missing = new TreeSet<>(fresh);
        missing.removeAll(model);
        SortedSet<String> wrong = new TreeSet<>(model);
        wrong.removeAll(fresh);
        return (missing.isEmpty() ? "" : "\n  fresh: " + String.join("\n  fresh: ", missing))
                + (wrong.isEmpty() ? "" : "\n  model: " + String.join("\n  model: ", wrong));
    }
}
