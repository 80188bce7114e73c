package collab.persistence.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.InvitationState;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.Preference;
import collab.persistence.LoggedEvent;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares the stored form of every event with {@code events.golden}. Every later version must be able to read the logs that
 * exist today. A failure prints the whole new text; a changed line of a released event is a defect.
 */
class EventCodecTest {
    private static final Instant AT = Instant.parse("2026-11-23T05:38:00.123Z");
    private static final LogPosition VER = new LogPosition(1042);
    private static final UserId ALICE = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final WorkspaceId WORKSPACE = new WorkspaceId(3);
    private static final ChannelId CHANNEL = new ChannelId(4);
    private static final MessageId MESSAGE = new MessageId(5);
    private static final List<Reaction> REACTIONS = List.of(new Reaction("👍", List.of(BOB, ALICE)));

    private static final User USER = new User(
            ALICE,
            "alice",
            new User.Profile("Alice", Optional.of("https://a.example/a.png"), "here"),
            AT,
            Optional.of(AT),
            VER);
    private static final User MINIMAL_USER = User.created(BOB, "bob", "Bob", AT, LogPosition.START);
    private static final Channel NAMED = new Channel(
            new Channel.Identity(CHANNEL, WORKSPACE, ChannelKind.PRIVATE, ALICE, AT),
            new Channel.Description(Optional.of("plans"), "2027"),
            List.of(),
            Optional.of(AT),
            new Channel.Counters(7, 0),
            VER);
    private static final Channel DIRECT = Channel.created(
            new Channel.Identity(CHANNEL, WORKSPACE, ChannelKind.DM, ALICE, AT),
            new Channel.Description(Optional.empty(), ""),
            List.of(ALICE, BOB),
            VER);
    private static final Message TOP = new Message(
            new Message.Identity(MESSAGE, OptionalLong.of(7), CHANNEL, ALICE, Optional.empty(), AT),
            new Message.Content("hello @bob", List.of(BOB), Optional.empty(), Optional.of(AT)),
            true,
            REACTIONS,
            new Message.Replies(2, 0, Optional.of(AT)),
            VER);
    private static final Message REPLY = new Message(
            new Message.Identity(new MessageId(6), OptionalLong.empty(), CHANNEL, BOB, Optional.of(MESSAGE), AT),
            new Message.Content("", List.of(), Optional.empty(), Optional.empty()),
            false,
            List.of(),
            Message.Replies.NONE,
            VER);
    private static final Message NUMBERED_REPLY = new Message(
            new Message.Identity(
                    new MessageId(6), OptionalLong.empty(), CHANNEL, BOB, Optional.of(MESSAGE), OptionalLong.of(2), AT),
            new Message.Content("yes", List.of(), Optional.empty(), Optional.empty()),
            false,
            List.of(),
            Message.Replies.NONE,
            VER);
    private static final Message BROADCAST = TOP.edited("@channel", List.of(), Optional.of(Broadcast.CHANNEL), AT, VER);

    private static final List<Event> EVENTS = List.of(
            new Event.MessageCreated(TOP, 7),
            new Event.MessageCreated(REPLY, 7),
            new Event.MessageUpdated(TOP, 9),
            new Event.MessageDeleted(
                    MESSAGE, CHANNEL, OptionalLong.of(7), OptionalLong.of(3), Optional.empty(), OptionalLong.empty()),
            new Event.MessageReacted(MESSAGE, CHANNEL, REACTIONS, new Event.ReactionChange(ALICE, "👍", true)),
            new Event.MessagePinUpdated(MESSAGE, CHANNEL, true),
            new Event.ThreadUpdated(MESSAGE, CHANNEL, new Message.Replies(1, 0, Optional.of(AT))),
            new Event.ThreadUpdated(MESSAGE, CHANNEL, Message.Replies.NONE),
            new Event.ChannelAdded(NAMED, List.of(BOB)),
            new Event.ChannelAdded(DIRECT, List.of(ALICE, BOB)),
            new Event.ChannelUpdated(NAMED),
            new Event.ChannelArchived(NAMED),
            new Event.ChannelRemoved(CHANNEL, List.of(BOB)),
            new Event.ChannelMemberJoined(CHANNEL, BOB, ChannelRole.MEMBER),
            new Event.ChannelMemberLeft(CHANNEL, BOB),
            new Event.ReadStateChanged(
                    new ReadState(BOB, CHANNEL, new ReadState.Position(Optional.of(MESSAGE), 7, 0), 0, VER)),
            new Event.ReadStateChanged(
                    new ReadState(BOB, CHANNEL, new ReadState.Position(Optional.empty(), 0, 0), 3, VER)),
            new Event.MentionCreated(
                    new Mention(MESSAGE, CHANNEL, Optional.empty(), ALICE, AT), BOB, 4, OptionalInt.empty()),
            new Event.UserUpdated(USER),
            new Event.SessionRevoked(new SessionId(8), BOB),
            new Event.PermissionsChanged(
                    BOB,
                    List.of(new Grant(Right.ADMIN, Optional.empty()), new Grant(Right.AUDIT, Optional.of(WORKSPACE)))),
            new Event.GroupUpdated(
                    new Group(new GroupId(9), "crew", "who sails", AT, Optional.empty(), VER), List.of(BOB)),
            new Event.GroupUpdated(new Group(new GroupId(9), "crew", "", AT, Optional.of(AT), VER), List.of()),
            new Event.WorkspaceAdded(new Workspace(WORKSPACE, "General", AT, VER), BOB, WorkspaceRole.GUEST),
            new Event.WorkspaceUpdated(new Workspace(WORKSPACE, "General", AT, VER)),
            new Event.WorkspaceRemoved(WORKSPACE, List.of(BOB)),
            new Event.WorkspaceMemberJoined(WORKSPACE, MINIMAL_USER, WorkspaceRole.OWNER),
            new Event.WorkspaceMemberLeft(WORKSPACE, BOB),
            new Event.MessageCreated(BROADCAST, 7),
            new Event.BroadcastCreated(
                    new Mention(MESSAGE, CHANNEL, Optional.empty(), ALICE, AT), Broadcast.CHANNEL, 3),
            new Event.BroadcastCreated(new Mention(MESSAGE, CHANNEL, Optional.empty(), ALICE, AT), Broadcast.HERE, 3),
            new Event.ChannelUpdated(NAMED.addressed(3)),
            new Event.ReadStateChanged(
                    new ReadState(BOB, CHANNEL, new ReadState.Position(Optional.of(MESSAGE), 7, 3), 0, VER),
                    new ReadState.Deleted(2, 1)),
            new Event.MessageDeleted(
                    MESSAGE,
                    CHANNEL,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.of(new MessageId(2)),
                    OptionalLong.empty()),
            new Event.MessageDeleted(
                    MESSAGE,
                    CHANNEL,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty()),
            new Event.InvitationUpdated(
                    new Invitation(
                            new InvitationId(6),
                            new Invitation.Offer(WORKSPACE, WorkspaceRole.MEMBER, List.of(CHANNEL), 2),
                            BOB,
                            new Invitation.Period(AT, AT.plusSeconds(3_600)),
                            1,
                            Optional.empty(),
                            VER),
                    InvitationState.OPEN),
            new Event.MessageCreated(NUMBERED_REPLY, 7),
            new Event.MessageDeleted(
                    new MessageId(6),
                    CHANNEL,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.of(MESSAGE),
                    OptionalLong.of(2)),
            new Event.ThreadUpdated(MESSAGE, CHANNEL, new Message.Replies(1, 2, Optional.of(AT))),
            new Event.ThreadFollowed(MESSAGE, CHANNEL, 1, List.of(BOB)),
            new Event.ThreadStateChanged(new ThreadState(BOB, MESSAGE, CHANNEL, true, 1, 1, VER), 4, 1),
            new Event.DraftChanged(
                    new Draft(new Draft.Place(BOB, CHANNEL, Optional.of(MESSAGE)), "unfinished", AT, VER)),
            new Event.DraftChanged(new Draft(new Draft.Place(BOB, CHANNEL, Optional.empty()), "", AT, VER)),
            new Event.AllRead(BOB, WORKSPACE, OwnCommand.MarkAllRead.What.ALL, Optional.of(MESSAGE)),
            new Event.AllRead(BOB, WORKSPACE, OwnCommand.MarkAllRead.What.THREADS, Optional.empty()),
            new Event.PreferenceChanged(new Preference(BOB, PrefKey.LEVEL, 4, List.of("all"), VER)),
            new Event.PreferenceChanged(new Preference(BOB, PrefKey.NOTIFY_KEYWORDS, 0, List.of("pier", "quay"), VER)),
            new Event.PreferenceChanged(
                    Preference.unset(BOB, PrefKey.FAVOURITES, 3).with(List.of(), VER)),
            new Event.ThreadStateChanged(new ThreadState(BOB, MESSAGE, CHANNEL, false, 4, 0, VER), 4, 0),
            new Event.MentionCreated(
                    new Mention(new MessageId(6), CHANNEL, Optional.of(MESSAGE), ALICE, AT),
                    BOB,
                    4,
                    OptionalInt.of(1)));

    @Test
    void encodedEventsMatchTheGoldenFile() throws IOException {
        String rendered = EVENTS.stream().map(EventCodecTest::render).collect(Collectors.joining());
        assertEquals(golden(), rendered, () -> "new text:\n" + rendered);
    }

    @Test
    void goldenFileContainsEveryKindOfEvent() {
        assertEquals(
                Arrays.stream(Event.class.getPermittedSubclasses()).collect(Collectors.toSet()),
                EVENTS.stream().map(Event::getClass).collect(Collectors.toSet()));
    }

    /** The deletion of an imported message looked like one of an earlier release, so every open page requested its counts. */
    @Test
    void deletionSaysThatAnImportedMessageHasNoOrdinal() {
        List<Boolean> imported = EVENTS.stream()
                .filter(Event.MessageDeleted.class::isInstance)
                .map(event -> EventCodec.encode(event, AT, Optional.empty()).getMessageDeleted())
                .map(deleted -> deleted.hasImported() && deleted.getImported())
                .toList();
        assertEquals(
                List.of(false, false, true, false),
                imported,
                "with an ordinal, a reply, imported, a reply with an ordinal");
    }

    @Test
    void eventOfTheServerHasActorZero() {
        assertEquals(
                0, EventCodec.encode(EVENTS.getFirst(), AT, Optional.empty()).getActorId());
    }

    @Test
    void withoutTextRemovesOnlyTheText() throws IOException {
        var created = EventCodec.encode(new Event.MessageCreated(TOP, 7), AT, Optional.of(ALICE));
        LoggedEvent logged = new LoggedEvent(
                VER,
                EventCodec.type(created),
                collab.domain.Audience.of(new Event.MessageCreated(TOP, 7)),
                created.toByteString());
        assertEquals(Optional.of(MESSAGE), EventCodec.messageWithText(logged));
        var withoutText = collab.wire.event.v2.Event.parseFrom(
                EventCodec.withoutText(logged).event());
        assertTrue(withoutText.getMessageCreated().getMessage().getText().isEmpty());
        var expected = created.toBuilder();
        expected.getMessageCreatedBuilder().getMessageBuilder().clearText();
        assertEquals(expected.build(), withoutText);
    }

    private static String render(Event event) {
        var encoded = EventCodec.encode(event, AT, Optional.of(ALICE));
        return EventCodec.type(encoded) + " " + HexFormat.of().formatHex(encoded.toByteArray()) + "\n    "
                + TextFormat.printer().emittingSingleLine(true).printToString(encoded) + "\n";
    }

    private static String golden() throws IOException {
        try (InputStream in = EventCodecTest.class.getResourceAsStream("events.golden")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
