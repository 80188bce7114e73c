package collab.e2e.workload;

import collab.api.RpcMethod;
import collab.e2e.harness.RpcCallRejected;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What an actor does with messages, threads, reactions, pins, mentions and read positions. */
final class MessageActions {
    private static final List<String> EMOJI = List.of("👍", ":+1:", "👍\ufe0f", "🎉", ":wave:", "👀");

    private final Actor actor;

    MessageActions(Actor actor) {
        this.actor = actor;
    }

    void send() {
        sent();
    }

    /** The new message, if it was sent. */
    private Optional<Team.Message> sent() {
        return myChannel().flatMap(channel -> {
            List<Object> params = new ArrayList<>(List.of("channel_id", channel.id(), "text", text()));
            Optional<Team.Message> parent = actor.chance(15) ? topLevel(channel.id()) : Optional.empty();
            parent.ifPresent(message -> params.addAll(List.of("parent_id", message.id())));
            return actor.run(RpcMethod.MESSAGE_SEND, params.toArray())
                    .map(result -> remembered(
                            result, channel.id(), parent.map(Team.Message::id).orElse(0L)));
        });
    }

    private Team.Message remembered(JsonNode result, long channel, long parent) {
        Team.Message message = new Team.Message(result.at("/message/id").longValue(), channel, actor.id(), parent);
        actor.team().sent(message);
        return message;
    }

    private Optional<Team.Channel> myChannel() {
        return actor.team()
                .someChannel(actor.random(), channel -> channel.members().contains(actor.id()));
    }

    private Optional<Team.Message> topLevel(long channel) {
        return actor.team().someMessage(actor.random(), message -> message.channel() == channel && !message.reply());
    }

    private String text() {
        String text = actor.fresh("text");
        return switch (actor.random().nextInt(8)) {
            case 0 -> "@channel " + text;
            case 1 -> "@here " + text;
            case 2, 3 -> "@" + actor.team().someMember(actor.random()).name() + " " + text;
            case 4 ->
                Optional.ofNullable(actor.team().groups().peekFirst())
                        .map(group -> "@" + group.name() + " " + text)
                        .orElse(text);
            default -> text;
        };
    }

    // ---- Messages that exist ----

    private void withMessage(Consumer<Team.Message> action) {
        actor.team()
                .someMessage(actor.random(), message -> actor.team().isMember(message.channel(), actor.id()))
                .or(this::sent)
                .ifPresent(action);
    }

    private void withOwnMessage(Consumer<Team.Message> action) {
        actor.team()
                .someMessage(actor.random(), message -> message.author() == actor.id())
                .or(this::sent)
                .ifPresent(action);
    }

    void update() {
        withOwnMessage(
                message -> actor.run(RpcMethod.MESSAGE_UPDATE, "message_id", message.id(), "text", text() + " edited"));
    }

    void delete() {
        withOwnMessage(message -> {
            actor.team().deleted(message);
            actor.run(RpcMethod.MESSAGE_DELETE, "message_id", message.id());
        });
    }

    void reply() {
        myChannel()
                .flatMap(channel -> topLevel(channel.id()))
                .or(() -> sent().filter(message -> !message.reply()))
                .ifPresent(parent -> actor.run(RpcMethod.THREAD_REPLY, "parent_id", parent.id(), "text", text())
                        .ifPresent(result -> remembered(result, parent.channel(), parent.id())));
    }

    void react() {
        withMessage(message -> emoji(RpcMethod.MESSAGE_REACT, message, emoji()));
    }

    void unreact() {
        withMessage(message -> {
            String emoji = emoji();
            if (actor.chance(70)) emoji(RpcMethod.MESSAGE_REACT, message, emoji);
            emoji(RpcMethod.MESSAGE_UNREACT, message, emoji);
        });
    }

    void toggleReact() {
        withMessage(message -> emoji(RpcMethod.MESSAGE_TOGGLE_REACT, message, emoji()));
    }

    private String emoji() {
        return EMOJI.get(actor.random().nextInt(EMOJI.size()));
    }

    private void emoji(RpcMethod method, Team.Message message, String emoji) {
        actor.run(method, "message_id", message.id(), "emoji", emoji);
    }

    void pin() {
        withMessage(message -> {
            if (actor.run(RpcMethod.MESSAGE_PIN, "message_id", message.id()).isPresent()) {
                actor.team().pinned().addLast(message);
            }
        });
    }

    void unpin() {
        Team.Message pinned = actor.team().pinned().pollFirst();
        Consumer<Team.Message> unpin = message -> actor.run(RpcMethod.MESSAGE_UNPIN, "message_id", message.id());
        if (pinned != null && actor.team().isMember(pinned.channel(), actor.id())) unpin.accept(pinned);
        else withMessage(unpin);
    }

    void markRead() {
        withMessage(
                message -> actor.run(RpcMethod.READ_MARK, "channel_id", message.channel(), "message_id", message.id()));
    }

    void markUnread() {
        actor.team()
                .someMessage(
                        actor.random(),
                        message -> !message.reply() && actor.team().isMember(message.channel(), actor.id()))
                .or(this::sent)
                .filter(message -> !message.reply())
                .ifPresent(message ->
                        actor.run(RpcMethod.READ_UNREAD, "channel_id", message.channel(), "message_id", message.id()));
    }

    void markThreadUnread() {
        actor.team()
                .someMessage(
                        actor.random(),
                        message -> message.reply()
                                && message.author() != actor.id()
                                && actor.team().isMember(message.channel(), actor.id()))
                .ifPresentOrElse(
                        reply -> actor.run(
                                RpcMethod.THREAD_UNREAD, "parent_id", reply.parent(), "message_id", reply.id()),
                        this::reply);
    }

    void markAllRead() {
        actor.run(
                RpcMethod.READ_MARK_ALL,
                "workspace_id",
                actor.team().workspace(),
                "what",
                actor.chance(50) ? "all" : "threads");
    }

    /** Two devices of one user: a change of the version that is known, or of none. */
    void setDraft() {
        myChannel()
                .ifPresent(channel -> actor.run(RpcMethod.DRAFT_GET, "channel_id", channel.id())
                        .ifPresent(result -> actor.run(
                                RpcMethod.DRAFT_SET,
                                "channel_id",
                                channel.id(),
                                "text",
                                actor.chance(70) ? actor.fresh("unfinished") : "",
                                "base_ver",
                                result.at("/draft/ver").longValue())));
    }

    void setPreference() {
        myChannel()
                .ifPresent(channel -> actor.run(
                        RpcMethod.PREFS_SET,
                        "scope",
                        "channel",
                        "id",
                        channel.id(),
                        "key",
                        "muted",
                        "value",
                        List.of(actor.chance(50) ? "true" : "false")));
    }

    void followThread() {
        myChannel()
                .flatMap(channel -> topLevel(channel.id()))
                .or(() -> sent().filter(message -> !message.reply()))
                .ifPresent(parent ->
                        actor.run(RpcMethod.THREAD_FOLLOW, "parent_id", parent.id(), "following", actor.chance(70)));
    }

    /** Mostly a thread that the actor follows, and a reply of another user. */
    void markThread() {
        actor.team()
                .someMessage(
                        actor.random(),
                        message -> message.reply()
                                && message.author() != actor.id()
                                && actor.team().isMember(message.channel(), actor.id()))
                .ifPresentOrElse(
                        reply -> {
                            if (actor.chance(50)) {
                                actor.run(RpcMethod.THREAD_FOLLOW, "parent_id", reply.parent(), "following", true);
                            }
                            actor.run(RpcMethod.THREAD_MARK, "parent_id", reply.parent(), "message_id", reply.id());
                        },
                        this::reply);
    }

    void markMentionsRead() {
        withMessage(message -> {
            List<Object> params = new ArrayList<>(List.of("channel_id", message.channel()));
            if (actor.chance(50)) params.addAll(List.of("message_id", message.id()));
            actor.run(RpcMethod.MENTION_MARK_READ, params.toArray());
        });
    }

    // ---- Signals and reads ----

    /** What changes nothing: a signal, and reads beside the changes. */
    void look() {
        myChannel().ifPresent(channel -> {
            try {
                actor.careful().read("typing.relay", "channel_id", channel.id());
                actor.careful().read("channel.get", "channel_id", channel.id());
                actor.careful().read("message.list", "channel_id", channel.id(), "limit", 20);
                actor.careful().read("message.pins", "channel_id", channel.id());
                actor.careful().read("read.get", "channel_id", channel.id());
                actor.careful().read("mention.list", "unread", true);
            } catch (RpcCallRejected rejected) {
                if (rejected.code() != -32003 && !rejected.errorCode().equals("channel_archived")) throw rejected;
            }
        });
    }
}
