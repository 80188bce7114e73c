package collab.domain.rules;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.FactorCommand;
import collab.domain.InvitationCommand;
import collab.domain.OwnCommand;
import collab.domain.audit.AuditAction;
import collab.domain.credential.Scope;
import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.IdRange;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.PrefScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Chooses random commands: mostly on existing entities, sometimes on missing entities. */
final class RandomCommands {
    private final RulesFixture rules;
    private final RandomGenerator random;
    private final List<UserId> users;

    /** @param users the users to choose from. The caller adds new users. */
    RandomCommands(RulesFixture rules, RandomGenerator random, List<UserId> users) {
        this.rules = rules;
        this.random = random;
        this.users = users;
    }

    Command next() {
        int percent = random.nextInt(100);
        if (percent < 30) {
            return new Command.SendMessage(
                    channel(), text(), random.nextInt(3) == 0 ? Optional.of(message()) : Optional.empty());
        }
        return oneOf(List.<Supplier<Command>>of(
                        () -> new Command.CreateUser(oneOf(List.of("grace", "heidi", "ivan")), "A new user"),
                        () -> new Command.UpdateUser(user(), maybe(text()), maybe("https://pictures.example/1")),
                        () -> random.nextInt(4) == 0
                                ? new Command.SetPassword(user(), "hash")
                                : new Command.SetStatusText(text()),
                        () -> new Command.SetStatusText(text()),
                        () -> random.nextInt(4) == 0
                                ? new Command.DeactivateUser(user())
                                : new Command.RevokeSession(session()),
                        () -> new Command.GrantRight(
                                user(), new Grant(oneOf(List.of(Right.values())), maybe(workspace()))),
                        () -> new Command.CreateWorkspace(oneOf(List.of("Second", "Third"))),
                        () -> new Command.UpdateWorkspace(workspace(), text()),
                        () -> new Command.UpdateWorkspace(
                                workspace(), Optional.empty(), Optional.of(oneOf(List.of(Workspace.Invites.values())))),
                        () -> random.nextInt(8) == 0
                                ? new Command.DeleteWorkspace(workspace())
                                : new Command.UpdateWorkspace(workspace(), "Home"),
                        this::addWorkspaceMember,
                        this::addWorkspaceMember,
                        this::addWorkspaceMember,
                        () -> new Command.RemoveWorkspaceMember(workspace(), user()),
                        this::createChannel,
                        this::createChannel,
                        () -> new Command.UpdateChannel(channel(), maybe(channelName()), maybe(text())),
                        () -> new Command.ArchiveChannel(channel()),
                        () -> new Command.UnarchiveChannel(channel()),
                        () -> new Command.UnarchiveChannel(channel()),
                        () -> new Command.JoinChannel(channel()),
                        () -> new Command.JoinChannel(channel()),
                        () -> new Command.LeaveChannel(channel()),
                        () -> new Command.AddChannelMember(channel(), user()),
                        () -> new Command.AddChannelMember(channel(), user()),
                        () -> new Command.RemoveChannelMember(channel(), user()),
                        () -> new Command.SetChannelRole(channel(), user(), oneOf(List.of(ChannelRole.values()))),
                        () -> new Command.CreateGroup(oneOf(List.of("support", "staff", "team")), text()),
                        () -> random.nextInt(3) == 0
                                ? new Command.DeleteGroup(group())
                                : new Command.UpdateGroup(group(), maybe("support"), maybe(text())),
                        () -> new Command.AddGroupMember(group(), new GroupMember.Person(user())),
                        () -> new Command.AddGroupMember(group(), groupMember()),
                        () -> new Command.AddGroupMember(group(), groupMember()),
                        () -> new Command.RemoveGroupMember(group(), groupMember()),
                        this::removePersonFromGroup,
                        this::removePersonFromGroup,
                        () -> new Command.SetGroupRights(
                                group(),
                                random.nextInt(3) == 0
                                        ? List.of()
                                        : List.of(new Grant(oneOf(List.of(Right.values())), maybe(workspace())))),
                        this::importMessages,
                        this::importMessages,
                        this::importChannel,
                        this::importChannel,
                        this::importAccount,
                        () -> new Command.UpdateMessage(message(), text()),
                        () -> new Command.DeleteMessage(message()),
                        () -> new Command.DeleteMessage(message()),
                        () -> new Command.React(message(), emoji()),
                        () -> new Command.React(message(), emoji()),
                        () -> new Command.Unreact(message(), emoji()),
                        this::removeReaction,
                        this::removeReaction,
                        () -> new Command.ToggleReaction(message(), emoji()),
                        () -> new Command.PinMessage(message()),
                        () -> new Command.PinMessage(message()),
                        () -> new Command.UnpinMessage(message()),
                        () -> new Command.UnpinMessage(pinned()),
                        () -> new Command.MarkMentionsRead(channel(), maybe(message())),
                        () -> new Command.MarkMentionsRead(channel(), Optional.empty()),
                        () -> new Command.MarkMentionsRead(channel(), Optional.empty()),
                        this::markRead,
                        this::markRead,
                        () -> new Command.FollowThread(message(), true),
                        () -> new Command.FollowThread(message(), random.nextBoolean()),
                        this::markThreadRead,
                        this::markThreadRead,
                        this::markUnread,
                        this::markUnread,
                        this::markThreadUnread,
                        this::markThreadUnread,
                        () -> new OwnCommand.MarkAllRead(
                                workspace(), oneOf(List.of(OwnCommand.MarkAllRead.What.values()))),
                        this::setPreference,
                        this::setDraft,
                        this::setDraft,
                        this::setPreference,
                        () -> new Command.OpenSession(user(), "hash", Duration.ofHours(1)),
                        () -> new Command.OpenSession(user(), "hash", Duration.ofHours(1)),
                        () -> new Command.OpenSession(user(), "hash", Duration.ofMillis(20)),
                        () -> new Command.OpenToken(
                                user(), "hash", Duration.ofHours(1), "token", Set.of(oneOf(List.of(Scope.values())))),
                        () -> new Command.RevokeSession(session()),
                        () -> new FactorCommand.BeginFactor("sealed"),
                        () -> new FactorCommand.BeginFactor("sealed"),
                        () -> new FactorCommand.BeginFactor("sealed"),
                        () -> new FactorCommand.ConfirmFactor(random.nextInt(5), List.of("one", "two")),
                        () -> new FactorCommand.ConfirmFactor(random.nextInt(5), List.of("one", "two")),
                        () -> new FactorCommand.ConfirmFactor(random.nextInt(5), List.of("one", "two")),
                        () -> new FactorCommand.ConfirmFactor(random.nextInt(5), List.of("one", "two")),
                        () -> new FactorCommand.RemoveFactor(),
                        () -> new FactorCommand.RenewRecoveryCodes(List.of("two", "three")),
                        () -> new FactorCommand.RenewRecoveryCodes(List.of("two", "three")),
                        () -> new FactorCommand.ResetFactor(user()),
                        () -> new FactorCommand.CountCode(userWithFactor()),
                        () -> new FactorCommand.CountCode(userWithFactor()),
                        this::confirmSession,
                        () -> new Command.ReactivateUser(inactiveUser()),
                        () -> new Command.ReactivateUser(inactiveUser()),
                        this::createInvitation,
                        this::createInvitation,
                        this::createInvitation,
                        this::useInvitation,
                        this::useInvitation,
                        this::useInvitation,
                        () -> new InvitationCommand.RevokeInvitation(invitation()),
                        () -> new AccountCommand.IssueResetLink(
                                user(), "reset " + random.nextInt(1_000_000), Duration.ofHours(1)),
                        () -> new AccountCommand.ResetPassword(resetLink(), "hash"),
                        () -> new AccountCommand.ResetPassword(resetLink(), "hash"),
                        () -> new AccountCommand.RevokeOtherSessions(),
                        () -> new AccountCommand.EndExpiredSessions(2),
                        () -> new AccountCommand.EndExpiredSessions(2),
                        () -> new AccountCommand.MarkSessionsSeen(Map.of(session(), RulesFixture.BEGIN)),
                        () -> new AccountCommand.IssueSetupLink("late link", Duration.ofHours(1)),
                        () -> new AuditCommand.NoteAuditRead(maybe(workspace())),
                        () -> new AuditCommand.NoteFailures(List.of(new AuditCommand.NoteFailures.Failures(
                                AuditAction.SIGN_IN_FAILED, maybe(user()), Optional.empty(), 2)))))
                .get();
    }

    private Command confirmSession() {
        return new FactorCommand.ConfirmSession(
                session(),
                oneOf(List.of(
                        Optional.empty(),
                        Optional.of(new FactorCommand.Proof.Totp(random.nextInt(9))),
                        Optional.of(new FactorCommand.Proof.Recovery("two")))));
    }

    private Command createInvitation() {
        return new InvitationCommand.CreateInvitation(
                workspace(),
                oneOf(List.of(WorkspaceRole.values())),
                random.nextBoolean() ? List.of() : List.of(channel()),
                new InvitationCommand.CreateInvitation.Bounds(Duration.ofHours(1), 1 + random.nextInt(3)),
                "link " + random.nextInt(1_000_000));
    }

    private Command useInvitation() {
        String token = knownOr(rules.world.invitations().tokens(), "unknown");
        return random.nextBoolean()
                ? new InvitationCommand.AcceptInvitation(token)
                : new InvitationCommand.JoinByInvitation(
                        token,
                        new AccountCommand.NewAccount(
                                oneOf(List.of("ruth", "sven", "tove", "alice")), "Newcomer", Optional.empty()),
                        new AccountCommand.NewSession("hash", Duration.ofHours(1), Optional.empty()));
    }

    private InvitationId invitation() {
        return knownOr(List.copyOf(rules.world.invitations().invitations.keySet()), new InvitationId(IdRange.MAX));
    }

    private UserId userWithFactor() {
        return knownOr(
                users.stream()
                        .filter(user -> rules.world
                                .secondFactor(user)
                                .filter(SecondFactor::confirmed)
                                .isPresent())
                        .toList(),
                user());
    }

    private UserId inactiveUser() {
        return knownOr(
                rules.world.users().stream()
                        .filter(user -> !user.active())
                        .map(User::id)
                        .toList(),
                user());
    }

    private String resetLink() {
        return knownOr(
                rules.world.invitations().links().stream()
                        .filter(link -> link.usedAt().isEmpty())
                        .map(AccountLink::hash)
                        .toList(),
                "unknown");
    }

    private Command addWorkspaceMember() {
        return new Command.AddWorkspaceMember(workspace(), user(), oneOf(List.of(WorkspaceRole.values())));
    }

    private Command createChannel() {
        ChannelKind kind = oneOf(List.of(ChannelKind.values()));
        return kind.direct()
                ? new Command.CreateChannel(
                        workspace(),
                        kind,
                        Optional.empty(),
                        "",
                        kind == ChannelKind.DM ? List.of(user()) : List.of(user(), user()))
                : new Command.CreateChannel(workspace(), kind, Optional.of(channelName()), text(), List.of());
    }

    private Command importMessages() {
        List<Command.ImportMessages.Imported> messages = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            messages.add(new Command.ImportMessages.Imported(
                    "key " + random.nextInt(40),
                    user(),
                    new Command.ImportMessages.Imported.Content(
                            text(), RulesFixture.BEGIN.minusSeconds(random.nextInt(1000)), maybe(RulesFixture.BEGIN)),
                    random.nextInt(3) == 0 ? Optional.of("key " + random.nextInt(40)) : Optional.empty(),
                    random.nextInt(4) == 0,
                    random.nextBoolean() ? List.of(new Reaction(emoji(), List.of(user()))) : List.of()));
        }
        return random.nextBoolean()
                ? new Command.ImportMessages(channel(), messages)
                : new Command.ImportConversation(workspace(), List.of(user(), user(), user()), messages);
    }

    /** A person of a group that has one, if there is such a group. */
    private Command removePersonFromGroup() {
        GroupId group = knownOr(
                rules.world.groups().stream()
                        .map(Group::id)
                        .filter(id -> !rules.world.groupPersons(id).isEmpty())
                        .toList(),
                group());
        List<UserId> persons = rules.world.groupPersons(group);
        return new Command.RemoveGroupMember(
                group, persons.isEmpty() ? groupMember() : new GroupMember.Person(oneOf(persons)));
    }

    private Command importChannel() {
        String key = "key " + random.nextInt(6);
        return new Command.ImportChannel(
                new Command.ImportChannel.Location(workspace(), "source", key),
                new Command.ImportChannel.ArchivedChannel(
                        random.nextBoolean() ? ChannelKind.PUBLIC : ChannelKind.PRIVATE,
                        channelName(),
                        "",
                        random.nextInt(4) == 0),
                List.of(user(), user()),
                random.nextBoolean());
    }

    private Command importAccount() {
        String key = "key " + random.nextInt(6);
        return random.nextBoolean()
                ? new Command.ImportWorkspace("source", key, "Imported", maybe(workspace()), random.nextBoolean())
                : new Command.ImportPeople(
                        "source",
                        List.of(new Command.ImportPeople.ArchivedPerson(
                                key, oneOf(List.of("judy", "kim")), "Imported", maybe(user()))));
    }

    /** An existing reaction, which may be of another user. */
    private Command removeReaction() {
        List<Message> reacted = rules.world.messages().stream()
                .filter(message -> !message.reactions().isEmpty())
                .toList();
        if (reacted.isEmpty()) {
            return new Command.Unreact(message(), emoji());
        }
        Message message = oneOf(reacted);
        return new Command.Unreact(message.id(), oneOf(message.reactions()).emoji());
    }

    private MessageId pinned() {
        return knownOr(
                rules.world.messages().stream()
                        .filter(Message::pinned)
                        .map(Message::id)
                        .toList(),
                new MessageId(IdRange.MAX));
    }

    private Command markRead() {
        return rules.world
                .message(message())
                .map(message -> new Command.MarkRead(message.channelId(), message.id()))
                .orElseGet(() -> new Command.MarkRead(channel(), message()));
    }

    /** Mostly a reply in its own thread. */
    private Command markThreadRead() {
        List<Message> replies = rules.world.messages().stream()
                .filter(message -> message.parentId().isPresent())
                .toList();
        Optional<Message> reply = replies.isEmpty() ? Optional.empty() : Optional.of(oneOf(replies));
        return new Command.MarkThreadRead(
                reply.flatMap(Message::parentId).orElseGet(this::message),
                reply.map(Message::id).orElseGet(this::message));
    }

    private Command markUnread() {
        return rules.world
                .message(message())
                .map(message -> new OwnCommand.MarkUnread(message.channelId(), message.id()))
                .orElseGet(() -> new OwnCommand.MarkUnread(channel(), message()));
    }

    private Command markThreadUnread() {
        Command.MarkThreadRead read = (Command.MarkThreadRead) markThreadRead();
        return new OwnCommand.MarkThreadUnread(read.parentId(), maybe(read.messageId()));
    }

    private Command setDraft() {
        Optional<Message> parent = random.nextBoolean() ? rules.world.message(message()) : Optional.empty();
        return new OwnCommand.SetDraft(
                parent.map(Message::channelId).orElseGet(this::channel),
                parent.map(Message::id),
                oneOf(List.of("unfinished", "", "longer")),
                LogPosition.START);
    }

    private Command setPreference() {
        return switch (oneOf(List.of(PrefScope.values()))) {
            case ME ->
                new OwnCommand.SetPreference(
                        PrefScope.ME,
                        Optional.empty(),
                        "notify.level",
                        maybe("all").stream().toList(),
                        maybe(LogPosition.START));
            case WORKSPACE ->
                new OwnCommand.SetPreference(
                        PrefScope.WORKSPACE,
                        Optional.of(workspace().value()),
                        "favourites",
                        maybe("1").stream().toList(),
                        Optional.empty());
            case CHANNEL ->
                new OwnCommand.SetPreference(
                        PrefScope.CHANNEL,
                        Optional.of(channel().value()),
                        "muted",
                        List.of(oneOf(List.of("true", "false", "maybe"))),
                        Optional.empty());
        };
    }

    private String text() {
        return oneOf(List.of(
                "hello",
                "@alice and @bob",
                "see `@alice`",
                "@carol, @dave. @erin",
                "@frank",
                "?",
                "@channel",
                "@here @bob"));
    }

    private String channelName() {
        return oneOf(List.of("general", "random", "Secret", "plans"));
    }

    private String emoji() {
        return oneOf(List.of("👍", ":+1:", ":tada:", "🇩🇪", "❤", ":party_parrot:"));
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private UserId user() {
        return knownOr(users, new UserId(IdRange.MAX));
    }

    private SessionId session() {
        return knownOr(
                users.stream()
                        .flatMap(user -> rules.world.sessions(user).stream())
                        .map(Session::id)
                        .toList(),
                new SessionId(IdRange.MAX));
    }

    private GroupId group() {
        return knownOr(rules.world.groups().stream().map(Group::id).toList(), new GroupId(IdRange.MAX));
    }

    private GroupMember groupMember() {
        return random.nextBoolean() ? new GroupMember.Person(user()) : new GroupMember.Nested(group());
    }

    private WorkspaceId workspace() {
        return knownOr(rules.world.workspaces().stream().map(Workspace::id).toList(), new WorkspaceId(IdRange.MAX));
    }

    private ChannelId channel() {
        return knownOr(rules.world.channels().stream().map(Channel::id).toList(), new ChannelId(IdRange.MAX));
    }

    private MessageId message() {
        return knownOr(rules.world.messages().stream().map(Message::id).toList(), new MessageId(IdRange.MAX));
    }

    private <T> T knownOr(List<T> known, T unknown) {
        return known.isEmpty() || random.nextInt(50) == 0 ? unknown : oneOf(known);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
