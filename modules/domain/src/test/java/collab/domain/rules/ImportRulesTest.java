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

    private final RulesFixture stage = new RulesFixture();
    private final UserId admin = stage.holder("root", Right.ADMIN);
    private final UserId bob = stage.person("bob");
    private final WorkspaceId home = stage.workspace(admin, "Home");
    private final ChannelId channel;

    ImportRulesTest() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        channel = stage.channel(admin, home, ChannelKind.PRIVATE, "old");
        stage.accepted(admin, new Command.AddChannelMember(channel, bob));
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
        return stage.world.imported(channel, key).flatMap(stage.world::message).orElseThrow();
    }

    @Test
    void messageKeepsItsAuthorTimesAndReactions() {
        List<Reaction> reactions = List.of(new Reaction("👍", List.of(bob, admin)));
        Instant edited = THEN.plusSeconds(60);
        stage.accepted(
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
        assertEquals(OptionalLong.of(1), message.no());
        assertEquals(List.of(), message.mentions(), "old messages notify no user");
        assertEquals(0, stage.world.readState(admin, channel).mentions());
        assertEquals(1, stage.world.pins(channel));
    }

    @Test
    void importedMessageIsNotImportedAgain() {
        stage.accepted(admin, importing(message("a", bob), message("b", bob)));
        stage.silent(admin, importing(message("a", bob), message("b", bob)));
        stage.accepted(admin, importing(message("b", bob), message("c", bob), message("c", bob)));
        assertEquals(3, stage.world.messages(channel).size());
        stage.accepted(bob, new Command.DeleteMessage(imported("a").id()));
        stage.silent(admin, importing(message("a", bob)));
        assertEquals(2, stage.world.messages(channel).size(), "also when it was deleted since");
    }

    @Test
    void repliesFindTheirParentInTheSameCallAndInEarlierOnes() {
        Instant later = THEN.plusSeconds(20);
        stage.accepted(
                admin,
                importing(
                        message("a", bob),
                        reply("a1", admin, "a", later),
                        reply("a2", bob, "a", THEN.plusSeconds(10))));
        assertEquals(2, imported("a").replyCount());
        assertEquals(Optional.of(later), imported("a").lastReplyAt(), "the latest reply, in any order of arrival");
        stage.accepted(admin, importing(reply("a3", bob, "a", THEN.plusSeconds(30))));
        assertEquals(3, imported("a").replyCount());
        assertEquals(Optional.of(THEN.plusSeconds(30)), imported("a").lastReplyAt());
        stage.rejected(admin, importing(reply("x", bob, "nowhere", THEN)), Reason.MESSAGE_NOT_FOUND);
        stage.rejected(admin, importing(reply("x", bob, "a1", THEN)), Reason.REPLY_TO_REPLY);
    }

    @Test
    void importedMessagesAreNotUnreadForNewMembersAndAuthors() {
        stage.says(admin, channel, "@bob");
        assertEquals(1, stage.world.readState(bob, channel).mentions());
        stage.accepted(admin, importing(message("a", bob), message("b", admin)));
        assertEquals(0, stage.world.readState(bob, channel).mentions());
        assertEquals(2, stage.world.readState(bob, channel).readNo());
        UserId carol = stage.person("carol");
        stage.enroll(home, carol, WorkspaceRole.MEMBER);
        stage.accepted(admin, new Command.AddChannelMember(channel, carol));
        assertEquals(
                stage.world.channel(channel).orElseThrow().lastNo(),
                stage.world.readState(carol, channel).readNo());
    }

    @Test
    void oneInvalidMessageRejectsAll() {
        Imported bad = new Imported(
                "bad",
                bob,
                new Imported.Content("text", stage.now().plusSeconds(60), Optional.empty()),
                Optional.empty(),
                false,
                List.of());
        stage.rejected(admin, importing(message("a", bob), bad), Reason.INVALID_VALUE);
        assertEquals(List.of(), stage.world.messages(channel));
        stage.rejected(admin, importing(message("a", new UserId(IdRange.MAX))), Reason.USER_NOT_FOUND);
        stage.rejected(admin, importing(with(List.of(new Reaction("no emoji", List.of(bob))))), Reason.INVALID_VALUE);
        stage.rejected(admin, importing(with(List.of(new Reaction("👍", List.of(bob, bob))))), Reason.INVALID_VALUE);
        stage.rejected(
                admin,
                importing(with(List.of(new Reaction("👍", List.of(bob)), new Reaction("👍", List.of(admin))))),
                Reason.INVALID_VALUE);
        stage.rejected(
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
        stage.rejected(admin, importing(before), Reason.INVALID_VALUE);
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
        stage.rejected(admin, new ImportMessages(channel, pins), Reason.TOO_MANY_PINS);
        stage.accepted(admin, new ImportMessages(channel, pins.subList(0, DomainLimits.PINS_PER_CHANNEL_MAX)));
        List<Reaction> many = LongStream.rangeClosed(0, DomainLimits.EMOJI_PER_MESSAGE_MAX)
                .mapToObj(i -> new Reaction(":e" + i + ":", List.of(bob)))
                .toList();
        stage.rejected(admin, importing(with(many)), Reason.TOO_MANY_REACTIONS);
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
        Message question = stage.says(bob, channel, "who comes?");
        Message reply = stage.answers(admin, question, "I do");
        Message deleted = stage.says(bob, channel, "a mistake");
        stage.accepted(bob, new Command.DeleteMessage(deleted.id()));
        List<Event> none = List.of();
        assertEquals(
                none,
                stage.accepted(admin, importing(exported(question), exported(reply), exported(deleted)))
                        .events());
        stage.silent(admin, importing(exported(question)));
        assertEquals(2, stage.world.messages(channel).size());
        assertEquals(
                Optional.of(question.id()),
                stage.world.imported(channel, question.id().toString()));
        stage.accepted(admin, importing(reply("new", bob, question.id().toString(), stage.now())));
        assertEquals(2, stage.world.message(question.id()).orElseThrow().replyCount(), "its key leads to it");
    }

    @Test
    void sameNumberOnAnotherServerIsAnotherMessage() {
        Message here = stage.says(bob, channel, "who comes?");
        stage.accepted(admin, importing(message(here.id().toString(), bob)));
        assertEquals(2, stage.world.messages(channel).size());
    }

    // Direct messages of others

    private Command conversation(List<UserId> people, Imported... messages) {
        return new Command.ImportConversation(home, people, List.of(messages));
    }

    @Test
    void directMessageOfOthersIsVisibleToThemOnly() {
        UserId carol = stage.person("carol");
        stage.enroll(home, carol, WorkspaceRole.MEMBER);
        List<UserId> both = List.of(bob, carol);
        stage.accepted(admin, conversation(both, message("a", bob), message("b", carol)));
        Channel dm = stage.world.directChannel(home, java.util.Set.copyOf(both)).orElseThrow();
        assertEquals(ChannelKind.DM, dm.kind());
        assertEquals(2, stage.world.messages(dm.id()).size());
        assertEquals(Optional.empty(), new AccessPolicy(stage.world, stage.as(admin)).channel(dm.id()));
        for (UserId reader : both) {
            ReadState state = stage.world.readState(reader, dm.id());
            assertEquals(2, state.readNo(), "it was read in the source");
        }
        stage.silent(admin, conversation(both, message("b", carol), message("a", bob)));
        stage.says(bob, dm.id(), "now here");
        stage.accepted(admin, conversation(both, message("c", bob)));
        assertEquals(2, stage.world.readState(carol, dm.id()).readNo(), "unread messages stay unread");
        assertEquals(4, stage.world.channel(dm.id()).orElseThrow().lastNo());
    }

    @Test
    void directMessageIsBetweenMembersOfTheWorkspace() {
        UserId outsider = stage.person("outsider");
        stage.rejected(admin, conversation(List.of(bob, outsider), message("a", bob)), Reason.NOT_A_WORKSPACE_MEMBER);
        stage.rejected(admin, conversation(List.of(bob, bob), message("a", bob)), Reason.INVALID_VALUE);
        stage.rejected(bob, conversation(List.of(bob, admin), message("a", bob)), Reason.PERMISSION_DENIED);
        stage.rejected(
                admin, conversation(List.of(bob, new UserId(IdRange.MAX)), message("a", bob)), Reason.USER_NOT_FOUND);
    }

    @Test
    void rightAppliesInItsWorkspace() {
        stage.rejected(bob, importing(message("a", bob)), Reason.PERMISSION_DENIED);
        WorkspaceId elsewhere = stage.workspace(admin, "Elsewhere");
        stage.accepted(admin, new Command.GrantRight(bob, new Grant(Right.WORKSPACE_MANAGE, Optional.of(elsewhere))));
        stage.rejected(bob, importing(message("a", bob)), Reason.PERMISSION_DENIED);
        stage.accepted(admin, new Command.GrantRight(bob, new Grant(Right.WORKSPACE_MANAGE, Optional.of(home))));
        stage.accepted(bob, importing(message("a", bob)));
        UserId outsider = stage.person("outsider");
        stage.rejected(bob, importing(message("b", outsider)), Reason.USER_NOT_FOUND);
    }
}
