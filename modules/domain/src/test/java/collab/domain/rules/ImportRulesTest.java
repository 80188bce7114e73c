package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Command.ImportMessages;
import collab.domain.Command.ImportMessages.Imported;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.id.ChannelId;
import collab.domain.id.IdRange;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Grant;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ImportRulesTest {
    private static final Instant THEN = Instant.parse("2020-05-01T10:00:00Z");

    private final RulesFixture rules = new RulesFixture();
    private final UserId admin = rules.holder("root", Right.ADMIN);
    private final UserId bob = rules.person("bob");
    private final WorkspaceId home = rules.workspace(admin, "Home");
    private final ChannelId channel;

    ImportRulesTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        channel = rules.channel(admin, home, ChannelKind.PRIVATE, "old");
        rules.accepted(admin, new Command.AddChannelMember(channel, bob));
    }

    private static Imported message(String key, UserId author) {
        return new Imported(
                key,
                author,
                new Imported.Content("text of " + key, THEN, Optional.empty()),
                Optional.empty(),
                false,
                List.of());
    }

    private static Imported reply(String key, UserId author, String parent, Instant at) {
        return new Imported(
                key,
                author,
                new Imported.Content("reply " + key, at, Optional.empty()),
                Optional.of(parent),
                false,
                List.of());
    }

    private static Imported with(List<Reaction> reactions) {
        return new Imported(
                "x",
                new UserId(1),
                new Imported.Content("text", THEN, Optional.empty()),
                Optional.empty(),
                false,
                reactions);
    }

    private Command importing(Imported... messages) {
        return new ImportMessages(channel, List.of(messages));
    }

    private Message imported(String key) {
        return rules.world.imported(channel, key).flatMap(rules.world::message).orElseThrow();
    }

    @Test
    void messageKeepsItsAuthorTimesAndReactions() {
        List<Reaction> reactions = List.of(new Reaction("👍", List.of(bob, admin)));
        Instant edited = THEN.plusSeconds(60);
        rules.accepted(
                admin,
                importing(new Imported(
                        "a",
                        bob,
                        new Imported.Content("hello @root", THEN, Optional.of(edited)),
                        Optional.empty(),
                        true,
                        reactions)));
        Message message = imported("a");
        assertEquals(bob, message.userId());
        assertEquals(THEN, message.createdAt());
        assertEquals(Optional.of(edited), message.editedAt());
        assertEquals(reactions, message.reactions());
        assertEquals(OptionalLong.empty(), message.no(), "only messages that were sent are numbered");
        assertEquals(List.of(), message.mentions(), "old messages notify no user");
        assertEquals(0, rules.world.readState(admin, channel).mentions());
        assertEquals(1, rules.world.pins(channel));
    }

    @Test
    void importedMessageIsNotImportedAgain() {
        rules.accepted(admin, importing(message("a", bob), message("b", bob)));
        rules.acceptedWithoutChange(admin, importing(message("a", bob), message("b", bob)));
        rules.accepted(admin, importing(message("b", bob), message("c", bob), message("c", bob)));
        assertEquals(3, rules.world.messages(channel).size());
        rules.accepted(bob, new Command.DeleteMessage(imported("a").id()));
        rules.acceptedWithoutChange(admin, importing(message("a", bob)));
        assertEquals(2, rules.world.messages(channel).size(), "also when it was deleted since");
    }

    @Test
    void repliesFindTheirParentInTheSameCallAndInEarlierOnes() {
        Instant later = THEN.plusSeconds(20);
        rules.accepted(
                admin,
                importing(
                        message("a", bob),
                        reply("a1", admin, "a", later),
                        reply("a2", bob, "a", THEN.plusSeconds(10))));
        assertEquals(2, imported("a").replyCount());
        assertEquals(Optional.of(later), imported("a").lastReplyAt(), "the latest reply, in any order of arrival");
        rules.accepted(admin, importing(reply("a3", bob, "a", THEN.plusSeconds(30))));
        assertEquals(3, imported("a").replyCount());
        assertEquals(Optional.of(THEN.plusSeconds(30)), imported("a").lastReplyAt());
        rules.rejected(admin, importing(reply("x", bob, "nowhere", THEN)), Reason.MESSAGE_NOT_FOUND);
        rules.rejected(admin, importing(reply("x", bob, "a1", THEN)), Reason.REPLY_TO_REPLY);
    }

    /** An import made its messages unread for every member, and moved the read states of their authors to them. */
    @Test
    void importMakesNothingUnreadAndNothingRead() {
        Message question = rules.send(admin, channel, "@bob");
        ReadState bobs = rules.world.readState(bob, channel);
        ReadState admins = rules.world.readState(admin, channel);
        rules.accepted(admin, importing(message("a", bob), message("b", admin)));
        assertEquals(bobs, rules.world.readState(bob, channel), "the mention stays unread");
        assertEquals(admins, rules.world.readState(admin, channel));
        assertEquals(
                1, rules.world.channel(channel).orElseThrow().lastNo(), "only messages that were sent are counted");
        assertEquals(OptionalLong.of(2), rules.send(admin, channel, "next").no());
        UserId carol = rules.person("carol");
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        rules.accepted(admin, new Command.AddChannelMember(channel, carol));
        assertEquals(2, rules.world.readState(carol, channel).readNo());
        assertEquals(1, question.no().orElseThrow());
    }

    /** The newest id was an imported message of 2020: marking it marked everything sent since as read. */
    @Test
    void markingAnImportedMessageReadsWhatWasSentBeforeIt() {
        rules.send(admin, channel, "@bob one");
        rules.accepted(admin, importing(message("old", bob)));
        rules.acceptedWithoutChange(
                bob, new Command.MarkRead(channel, imported("old").id()));
        assertEquals(1, rules.world.readState(bob, channel).mentions(), "it is older than everything sent here");
        Message one = rules.world.messages(channel).getFirst();
        rules.accepted(
                admin,
                importing(new Imported(
                        "new",
                        bob,
                        new Imported.Content("after one", rules.now(), Optional.empty()),
                        Optional.empty(),
                        false,
                        List.of())));
        rules.accepted(bob, new Command.MarkRead(channel, imported("new").id()));
        ReadState state = rules.world.readState(bob, channel);
        assertEquals(Optional.of(one.id()), state.lastRead());
        assertEquals(0, state.mentions());
        assertEquals(1, state.readNo());
        rules.send(admin, channel, "@bob two");
        assertEquals(1, rules.world.readState(bob, channel).mentions());
    }

    @Test
    void spellingsOfOneEmojiAreImportedAsOneReaction() {
        rules.accepted(
                admin,
                importing(with(List.of(
                        new Reaction(":thumbsup:", List.of(bob)),
                        new Reaction(":party_parrot:", List.of(admin)),
                        new Reaction("👍\ufe0f", List.of(admin, bob))))));
        assertEquals(
                List.of(new Reaction("👍", List.of(bob, admin)), new Reaction(":party_parrot:", List.of(admin))),
                rules.world.messages(channel).getLast().reactions());
    }

    @Test
    void oneInvalidMessageRejectsAll() {
        Imported bad = new Imported(
                "bad",
                bob,
                new Imported.Content("text", rules.now().plusSeconds(60), Optional.empty()),
                Optional.empty(),
                false,
                List.of());
        rules.rejected(admin, importing(message("a", bob), bad), Reason.INVALID_VALUE);
        assertEquals(List.of(), rules.world.messages(channel));
        rules.rejected(admin, importing(message("a", new UserId(IdRange.MAX))), Reason.USER_NOT_FOUND);
        rules.rejected(admin, importing(with(List.of(new Reaction("no emoji", List.of(bob))))), Reason.INVALID_VALUE);
        rules.rejected(admin, importing(with(List.of(new Reaction("👍", List.of(bob, bob))))), Reason.INVALID_VALUE);
        rules.rejected(
                admin,
                importing(with(List.of(new Reaction("👍", List.of(bob)), new Reaction("👍", List.of(admin))))),
                Reason.INVALID_VALUE);
        rules.rejected(
                admin,
                importing(with(List.of(new Reaction("👍", List.of(new UserId(IdRange.MAX)))))),
                Reason.USER_NOT_FOUND);
        Imported before = new Imported(
                "b",
                bob,
                new Imported.Content("text", THEN, Optional.of(THEN.minusSeconds(1))),
                Optional.empty(),
                false,
                List.of());
        rules.rejected(admin, importing(before), Reason.INVALID_VALUE);
    }

    @Test
    void limitsHoldForImportedMessages() {
        List<Imported> pins = new ArrayList<>();
        for (int i = 0; i <= DomainLimits.PINS_PER_CHANNEL_MAX; i++) {
            pins.add(new Imported(
                    "p" + i,
                    bob,
                    new Imported.Content("pin", THEN, Optional.empty()),
                    Optional.empty(),
                    true,
                    List.of()));
        }
        rules.rejected(admin, new ImportMessages(channel, pins), Reason.TOO_MANY_PINS);
        rules.accepted(admin, new ImportMessages(channel, pins.subList(0, DomainLimits.PINS_PER_CHANNEL_MAX)));
        List<Reaction> many = LongStream.rangeClosed(0, DomainLimits.EMOJI_PER_MESSAGE_MAX)
                .mapToObj(i -> new Reaction(":e" + i + ":", List.of(bob)))
                .toList();
        rules.rejected(admin, importing(with(many)), Reason.TOO_MANY_REACTIONS);
    }

    // Messages that were exported from this server

    private static Imported exported(Message message) {
        return new Imported(
                message.id().toString(),
                message.userId(),
                new Imported.Content(message.text(), message.createdAt(), message.editedAt()),
                message.parentId().map(MessageId::toString),
                message.pinned(),
                message.reactions());
    }

    @Test
    void exportedMessageIsRecognised() {
        Message question = rules.send(bob, channel, "who comes?");
        Message reply = rules.reply(admin, question, "I do");
        Message deleted = rules.send(bob, channel, "a mistake");
        rules.accepted(bob, new Command.DeleteMessage(deleted.id()));
        List<Event> none = List.of();
        assertEquals(
                none,
                rules.accepted(admin, importing(exported(question), exported(reply), exported(deleted)))
                        .events());
        rules.acceptedWithoutChange(admin, importing(exported(question)));
        assertEquals(2, rules.world.messages(channel).size());
        assertEquals(
                Optional.of(question.id()),
                rules.world.imported(channel, question.id().toString()));
        rules.accepted(admin, importing(reply("new", bob, question.id().toString(), rules.now())));
        assertEquals(2, rules.world.message(question.id()).orElseThrow().replyCount(), "its key leads to it");
    }

    @Test
    void sameNumberOnAnotherServerIsAnotherMessage() {
        Message here = rules.send(bob, channel, "who comes?");
        rules.accepted(admin, importing(message(here.id().toString(), bob)));
        assertEquals(2, rules.world.messages(channel).size());
    }

    // Direct messages of others

    private Command conversation(List<UserId> people, Imported... messages) {
        return new Command.ImportConversation(home, people, List.of(messages));
    }

    @Test
    void directMessageOfOthersIsVisibleToThemOnly() {
        UserId carol = rules.person("carol");
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        List<UserId> both = List.of(bob, carol);
        rules.accepted(admin, conversation(both, message("a", bob), message("b", carol)));
        Channel dm = rules.world.directChannel(home, java.util.Set.copyOf(both)).orElseThrow();
        assertEquals(ChannelKind.DM, dm.kind());
        assertEquals(2, rules.world.messages(dm.id()).size());
        assertEquals(Optional.empty(), new AccessPolicy(rules.world, rules.as(admin)).channel(dm.id()));
        for (UserId reader : both) {
            ReadState state = rules.world.readState(reader, dm.id());
            assertEquals(channelLastNo(dm), state.readNo(), "it was read in the source");
        }
        rules.acceptedWithoutChange(admin, conversation(both, message("b", carol), message("a", bob)));
        rules.send(bob, dm.id(), "now here");
        rules.accepted(admin, conversation(both, message("c", bob)));
        assertEquals(0, rules.world.readState(carol, dm.id()).readNo(), "unread messages stay unread");
        assertEquals(1, channelLastNo(dm), "what was sent here");
    }

    private long channelLastNo(Channel channel) {
        return rules.world.channel(channel.id()).orElseThrow().lastNo();
    }

    /** An import let a participant into the workspace of the conversation, where they read every public channel. */
    @Test
    void participantOutsideTheWorkspaceStaysOutside() {
        UserId outsider = rules.person("outsider");
        rules.accepted(admin, conversation(List.of(bob, outsider), message("a", bob)));
        Channel dm =
                rules.world.directChannel(home, java.util.Set.of(bob, outsider)).orElseThrow();
        assertEquals(Optional.empty(), rules.world.workspaceRole(home, outsider));
        assertEquals(Optional.empty(), rules.world.channelRole(dm.id(), outsider));
        rules.enroll(home, outsider, WorkspaceRole.GUEST);
        assertEquals(
                Optional.of(dm.id()),
                new AccessPolicy(rules.world, rules.as(outsider))
                        .channel(dm.id())
                        .map(Channel::id));
    }

    @Test
    void directMessageIsOfOneToNineUsers() {
        rules.rejected(admin, conversation(List.of(), message("a", bob)), Reason.INVALID_VALUE);
        rules.rejected(bob, conversation(List.of(bob, admin), message("a", bob)), Reason.PERMISSION_DENIED);
        rules.rejected(
                admin, conversation(List.of(bob, new UserId(IdRange.MAX)), message("a", bob)), Reason.USER_NOT_FOUND);
    }

    @Test
    void rightAppliesInItsWorkspace() {
        rules.rejected(bob, importing(message("a", bob)), Reason.PERMISSION_DENIED);
        WorkspaceId elsewhere = rules.workspace(admin, "Elsewhere");
        rules.accepted(admin, new Command.GrantRight(bob, new Grant(Right.WORKSPACE_MANAGE, Optional.of(elsewhere))));
        rules.rejected(bob, importing(message("a", bob)), Reason.PERMISSION_DENIED);
        rules.accepted(admin, new Command.GrantRight(bob, new Grant(Right.WORKSPACE_MANAGE, Optional.of(home))));
        rules.accepted(bob, importing(message("a", bob)));
        UserId outsider = rules.person("outsider");
        rules.rejected(bob, importing(message("b", outsider)), Reason.USER_NOT_FOUND);
    }
}
