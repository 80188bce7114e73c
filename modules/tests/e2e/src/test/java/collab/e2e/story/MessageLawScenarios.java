package collab.e2e.story;

import static collab.e2e.story.LawScenario.call;

import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestJson;
import java.util.List;

/** The scenarios of the methods that change messages, reactions, pins and read states. */
class MessageLawScenarios extends LawFixture {
    MessageLawScenarios(RunningSystem system) {
        super(system);
    }

    LawScenario messageSend() {
        long channel = privateChannel(bob, carol);
        long thread = send(bob, channel, "@alice, a question");
        return LawScenario.of(
                call(alice, "channel_id", channel, "text", "@bob and @carol, an answer"),
                call(carol, "channel_id", channel, "text", "@bob, in the thread", "parent_id", thread),
                call(bob, "channel_id", channel, "text", "a reply reads what is before it", "parent_id", thread),
                call(bob, "channel_id", channel, "text", "an answer for @alice and news for @channel"),
                call(carol, "channel_id", channel, "text", "@channel and @bob, more news"),
                call(alice, "channel_id", channel, "text", "@here, a question"),
                call(bob, "channel_id", channel, "text", "@channel, an answer"));
    }

    LawScenario messageUpdate() {
        long channel = privateChannel(bob);
        long message = send(bob, channel, "a mistake");
        long broadcast = send(bob, channel, "@channel, a mistake");
        return LawScenario.of(
                call(bob, "message_id", message, "text", "no mistake, @alice and @channel"),
                call(bob, "message_id", broadcast, "text", "no mistake"));
    }

    LawScenario messageDelete() {
        long channel = privateChannel(bob, carol);
        long question = send(alice, channel, "@bob, a question");
        long reply = reply(carol, question, "@bob, a reply");
        return LawScenario.of(call(carol, "message_id", reply), call(alice, "message_id", question));
    }

    LawScenario messageReact() {
        long message = send(alice, privateChannel(bob), "a question");
        return LawScenario.of(
                call(bob, "message_id", message, "emoji", "👍"), call(alice, "message_id", message, "emoji", ":tada:"));
    }

    LawScenario messageUnreact() {
        long message = send(alice, privateChannel(bob), "a question");
        bob.call("message.react", "message_id", message, "emoji", "👍");
        return LawScenario.of(call(bob, "message_id", message, "emoji", "👍"));
    }

    LawScenario messageToggleReact() {
        long message = send(alice, privateChannel(bob), "a question");
        return LawScenario.of(
                call(bob, "message_id", message, "emoji", "👍"), call(bob, "message_id", message, "emoji", "👍"));
    }

    LawScenario messagePin() {
        return LawScenario.of(call(bob, "message_id", send(alice, privateChannel(bob), "keep this")));
    }

    LawScenario messageUnpin() {
        long message = send(alice, privateChannel(bob), "keep this");
        bob.call("message.pin", "message_id", message);
        return LawScenario.of(call(alice, "message_id", message));
    }

    LawScenario messageImport() {
        long channel = privateChannel(bob, carol);
        send(alice, channel, "@bob, something unread");
        return LawScenario.of(
                call(
                        alice,
                        "channel_id",
                        channel,
                        "messages",
                        List.of(
                                TestJson.params(
                                        "key",
                                        "1",
                                        "user_id",
                                        bob.userId(),
                                        "text",
                                        "@carol, from long ago",
                                        "created_at",
                                        "2020-01-01T00:00:00.000Z"),
                                TestJson.params(
                                        "key",
                                        "2",
                                        "user_id",
                                        carol.userId(),
                                        "text",
                                        "an answer to it",
                                        "created_at",
                                        "2020-01-01T00:01:00.000Z",
                                        "parent_key",
                                        "1"))),
                call(
                        alice,
                        "channel_id",
                        channel,
                        "messages",
                        List.of(TestJson.params(
                                "key",
                                "3",
                                "user_id",
                                dave.userId(),
                                "text",
                                "by a user who is not a member",
                                "created_at",
                                "2020-01-01T00:02:00.000Z",
                                "pinned",
                                true))),
                call(
                        alice,
                        "workspace_id",
                        workspace(bob, carol),
                        "user_ids",
                        List.of(bob.userId(), carol.userId()),
                        "messages",
                        List.of(TestJson.params(
                                "key",
                                "4",
                                "user_id",
                                bob.userId(),
                                "text",
                                "a direct message for @carol",
                                "created_at",
                                "2020-01-01T00:03:00.000Z"))));
    }

    LawScenario threadReply() {
        long channel = privateChannel(bob, carol);
        long question = send(alice, channel, "a question");
        return LawScenario.of(
                call(bob, "parent_id", question, "text", "@carol, an answer"),
                call(carol, "parent_id", question, "text", "a second answer"));
    }

    LawScenario threadFollow() {
        long channel = privateChannel(bob, carol);
        long question = send(alice, channel, "a question");
        alice.call("thread.reply", "parent_id", question, "text", "a detail");
        return LawScenario.of(
                call(bob, "parent_id", question, "following", true),
                call(alice, "parent_id", question, "following", false),
                call(carol, "parent_id", question, "following", false));
    }

    LawScenario threadMark() {
        long channel = privateChannel(bob, carol);
        long question = send(bob, channel, "a question");
        long first = reply(alice, question, "@carol, the first");
        reply(alice, question, "the second");
        long last = reply(carol, question, "@bob, the third");
        return LawScenario.of(
                call(bob, "parent_id", question, "message_id", first),
                call(bob, "parent_id", question, "message_id", last));
    }

    LawScenario readMark() {
        long channel = privateChannel(bob, carol);
        long first = send(alice, channel, "@bob, the first");
        send(alice, channel, "@channel, the news");
        long second = send(alice, channel, "@bob and @carol, the second");
        return LawScenario.of(
                call(bob, "channel_id", channel, "message_id", first),
                call(carol, "channel_id", channel, "message_id", second),
                call(bob, "channel_id", channel, "message_id", second));
    }

    LawScenario readUnread() {
        long channel = privateChannel(bob, carol);
        long first = send(alice, channel, "@bob, the first");
        send(bob, channel, "an answer");
        long second = send(alice, channel, "@channel, the news");
        return LawScenario.of(
                call(bob, "channel_id", channel, "message_id", first),
                call(carol, "channel_id", channel, "message_id", second));
    }

    LawScenario threadUnread() {
        long channel = privateChannel(bob, carol);
        long question = send(bob, channel, "a question");
        long first = reply(alice, question, "@carol, the first");
        reply(carol, question, "the second");
        return LawScenario.of(
                call(carol, "parent_id", question, "message_id", first), call(bob, "parent_id", question));
    }

    LawScenario readMarkAll() {
        long channel = privateChannel(bob, carol);
        reply(alice, send(bob, channel, "a question"), "@bob, a reply");
        send(alice, channel, "@channel, the news");
        return LawScenario.of(
                call(bob, "workspace_id", general, "what", "threads"),
                call(bob, "workspace_id", general, "what", "all"));
    }

    LawScenario prefsSet() {
        long channel = privateChannel(bob, carol);
        return LawScenario.of(
                call(bob, "scope", "channel", "id", channel, "key", "muted", "value", List.of("true")),
                call(bob, "scope", "channel", "id", channel, "key", "muted", "value", List.of()),
                call(carol, "scope", "me", "key", "notify.keywords", "value", List.of("release", "harbour")));
    }

    LawScenario draftSet() {
        long channel = privateChannel(bob, carol);
        long question = send(alice, channel, "a question");
        return LawScenario.of(
                call(bob, "channel_id", channel, "text", "unfinished", "base_ver", 0),
                call(carol, "channel_id", channel, "parent_id", question, "text", "an answer", "base_ver", 0));
    }

    LawScenario mentionMarkRead() {
        long channel = privateChannel(bob, carol);
        reply(alice, send(bob, channel, "a question"), "@bob, a reply");
        long first = send(alice, channel, "@bob, the first");
        send(alice, channel, "@bob and @carol, the second");
        long news = send(alice, channel, "@channel, the news");
        send(alice, channel, "@channel, more news");
        return LawScenario.of(
                call(bob, "channel_id", channel, "message_id", first),
                call(bob, "channel_id", channel, "message_id", news),
                call(carol, "channel_id", channel),
                call(bob, "channel_id", channel));
    }
}
