package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.FactorCommand;
import collab.domain.InvitationCommand;
import collab.domain.OwnCommand;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.PrefScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may do what. Each row is a command against a public or a private place, each column somebody who asks; the cell is the
 * answer of the rules.
 *
 * <p>The people: an outsider without workspace; one who was a member of everything and was removed; a guest of the workspace who
 * is in no channel; a member of another workspace; one who was deactivated; a member of the workspace in no channel; a member of
 * the channel; the owner of workspace and channel; an administrator who is in no workspace.
 */
@Tag("security")
class PermissionMatrixTest {
    private static final Map<String, Optional<Reason>> ANSWERS = Map.ofEntries(
            Map.entry("ok", Optional.empty()),
            Map.entry("ended", Optional.of(Reason.SESSION_ENDED)),
            Map.entry("denied", Optional.of(Reason.PERMISSION_DENIED)),
            Map.entry("no-user", Optional.of(Reason.USER_NOT_FOUND)),
            Map.entry("no-group", Optional.of(Reason.GROUP_NOT_FOUND)),
            Map.entry("no-space", Optional.of(Reason.WORKSPACE_NOT_FOUND)),
            Map.entry("no-chan", Optional.of(Reason.CHANNEL_NOT_FOUND)),
            Map.entry("no-msg", Optional.of(Reason.MESSAGE_NOT_FOUND)),
            Map.entry("outside", Optional.of(Reason.NOT_A_WORKSPACE_MEMBER)),
            Map.entry("no-inv", Optional.of(Reason.INVITATION_NOT_FOUND)),
            Map.entry("set-up", Optional.of(Reason.SETUP_DONE)),
            Map.entry("off", Optional.of(Reason.SECOND_FACTOR_OFF)));

    private static final String MATRIX = """
            command               place   | outsider removed  guest    other    inactive bystander member  owner    admin
            CreateUser            public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            UpdateUser            public  | no-user  no-user  denied   no-user  ended    denied    ok      denied   ok
            SetPassword           public  | no-user  no-user  denied   no-user  ended    denied    ok      denied   ok
            SetStatusText         public  | ok       ok       ok       ok       ended    ok        ok      ok       ok
            DeactivateUser        public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            ReactivateUser        public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            GrantRight            public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            OpenSession           public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            OpenToken             public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            RevokeSession         public  | ok       ok       ok       ok       ended    ok        ok      ok       ok
            CreateWorkspace       public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            CreateGroup           public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            UpdateGroup           public  | no-group no-group denied   no-group ended    denied    denied  denied   ok
            DeleteGroup           public  | no-group no-group denied   no-group ended    denied    denied  denied   ok
            AddGroupMember        public  | no-group no-group denied   no-group ended    denied    denied  denied   ok
            RemoveGroupMember     public  | no-group no-group denied   no-group ended    denied    denied  denied   ok
            SetGroupRights        public  | no-group no-group denied   no-group ended    denied    denied  denied   ok
            UpdateWorkspace       public  | no-space no-space denied   no-space ended    denied    denied  ok       ok
            DeleteWorkspace       public  | no-space no-space denied   no-space ended    denied    denied  ok       ok
            AddWorkspaceMember    public  | no-space no-space denied   no-space ended    denied    denied  ok       ok
            RemoveWorkspaceMember public  | no-space no-space denied   no-space ended    denied    ok      ok       ok
            CreateChannel         public  | no-space no-space denied   no-space ended    ok        ok      ok       outside
            UpdateChannel         public  | no-chan  no-chan  no-chan  no-chan  ended    denied    denied  ok       ok
            UpdateChannel         private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   denied  ok       no-chan
            ArchiveChannel        public  | no-chan  no-chan  no-chan  no-chan  ended    denied    denied  ok       ok
            ArchiveChannel        private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   denied  ok       no-chan
            UnarchiveChannel      public  | no-chan  no-chan  no-chan  no-chan  ended    denied    denied  ok       ok
            UnarchiveChannel      private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   denied  ok       no-chan
            JoinChannel           public  | no-chan  no-chan  no-chan  no-chan  ended    ok        ok      ok       outside
            JoinChannel           private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            LeaveChannel          public  | no-chan  no-chan  no-chan  no-chan  ended    ok        ok      ok       ok
            LeaveChannel          private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            AddChannelMember      public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       ok
            AddChannelMember      private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            RemoveChannelMember   public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       ok
            RemoveChannelMember   private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            SetChannelRole        public  | no-chan  no-chan  no-chan  no-chan  ended    denied    denied  ok       ok
            SetChannelRole        private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   denied  ok       no-chan
            SendMessage           public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       denied
            SendMessage           private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            UpdateMessage         public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      denied   no-msg
            UpdateMessage         private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      denied   no-msg
            DeleteMessage         public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            DeleteMessage         private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            React                 public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            React                 private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            Unreact               public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            Unreact               private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            ToggleReaction        public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            ToggleReaction        private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            PinMessage            public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            PinMessage            private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            UnpinMessage          public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            UnpinMessage          private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            ImportMessages        public  | no-chan  no-chan  no-chan  no-chan  ended    denied    denied  denied   ok
            ImportMessages        private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   denied  denied   no-chan
            ImportConversation    public  | no-space no-space denied   no-space ended    denied    denied  denied   ok
            ImportWorkspace       public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            ImportPeople          public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            ImportChannel         public  | no-space no-space denied   no-space ended    denied    denied  denied   ok
            FollowThread          public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            FollowThread          private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            MarkThreadRead        public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            MarkThreadRead        private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            MarkMentionsRead      public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       denied
            MarkMentionsRead      private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            MarkRead              public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       denied
            MarkRead              private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            MarkUnread            public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       denied
            MarkUnread            private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            MarkThreadUnread      public  | no-msg   no-msg   no-msg   no-msg   ended    denied    ok      ok       no-msg
            MarkThreadUnread      private | no-msg   no-msg   no-msg   no-msg   ended    no-msg    ok      ok       no-msg
            MarkAllRead           public  | no-space no-space ok       no-space ended    ok        ok      ok       no-space
            SetDraft              public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       denied
            SetDraft              private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            SetPreference         public  | no-chan  no-chan  no-chan  no-chan  ended    denied    ok      ok       denied
            SetPreference         private | no-chan  no-chan  no-chan  no-chan  ended    no-chan   ok      ok       no-chan
            CreateInvitation      public  | no-space no-space denied   no-space ended    ok        ok      ok       ok
            RevokeInvitation      public  | no-inv   no-inv   no-inv   no-inv   ended    no-inv    no-inv  ok       ok
            AcceptInvitation      public  | ok       denied   ok       ok       ended    ok        ok      ok       ok
            JoinByInvitation      public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            CompleteSetup         public  | set-up   set-up   set-up   set-up   ended    set-up    set-up  set-up   set-up
            IssueSetupLink        public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            IssueResetLink        public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            ResetPassword         public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            RevokeOtherSessions   public  | ok       ok       ok       ok       ended    ok        ok      ok       ok
            EndExpiredSessions    public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            MarkSessionsSeen      public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            BeginFactor           public  | ok       ok       ok       ok       ended    ok        ok      ok       ok
            ConfirmFactor         public  | off      off      off      off      ended    off       off     off      off
            RemoveFactor          public  | ok       ok       ok       ok       ended    ok        ok      ok       ok
            RenewRecoveryCodes    public  | off      off      off      off      ended    off       off     off      off
            ResetFactor           public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            CountCode             public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            ConfirmSession        public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            NoteAuditRead         public  | denied   denied   denied   denied   ended    denied    denied  denied   ok
            NoteFailures          public  | denied   denied   denied   denied   ended    denied    denied  denied   denied
            """;

    /** The target of a command. The user is the member of the channel who wrote the message. */
    private record Target(
            WorkspaceId workspace,
            ChannelId channel,
            MessageId message,
            UserId user,
            SessionId session,
            GroupId group,
            InvitationId invitation,
            String link) {
        static final Target UNKNOWN = new Target(
                new WorkspaceId(987_654_321),
                new ChannelId(987_654_321),
                new MessageId(987_654_321),
                new UserId(987_654_321),
                new SessionId(987_654_321),
                new GroupId(987_654_321),
                new InvitationId(987_654_321),
                "unknown");
    }

    private static final InvitationCommand.CreateInvitation.Bounds BOUNDS =
            new InvitationCommand.CreateInvitation.Bounds(Duration.ofDays(7), 50);

    private static final AccountCommand.CompleteSetup.Founder FOUNDER = new AccountCommand.CompleteSetup.Founder(
            new AccountCommand.NewAccount("zoe", "Zoe", Optional.empty()),
            new AccountCommand.NewSession("hash", Duration.ofDays(1), Optional.empty()));

    private static final List<Function<Target, Command>> COMMANDS = List.of(
            _ -> new Command.CreateUser("zoe", "Zoe"),
            at -> new Command.UpdateUser(at.user(), Optional.of("Other"), Optional.empty()),
            at -> new Command.SetPassword(at.user(), "hash"),
            _ -> new Command.SetStatusText("away"),
            at -> new Command.DeactivateUser(at.user()),
            at -> new Command.ReactivateUser(at.user()),
            at -> new Command.GrantRight(at.user(), new Grant(Right.AUDIT, Optional.empty())),
            at -> new Command.OpenSession(at.user(), "hash", Duration.ofDays(1)),
            at -> new Command.OpenToken(at.user(), "hash", Duration.ofDays(1), "token", Scope.OF_TOKENS),
            at -> new Command.RevokeSession(at.session()),
            _ -> new Command.CreateWorkspace("Other"),
            _ -> new Command.CreateGroup("others", ""),
            at -> new Command.UpdateGroup(at.group(), Optional.of("other-crew"), Optional.empty()),
            at -> new Command.DeleteGroup(at.group()),
            at -> new Command.AddGroupMember(at.group(), new GroupMember.Person(at.user())),
            at -> new Command.RemoveGroupMember(at.group(), new GroupMember.Person(at.user())),
            at -> new Command.SetGroupRights(at.group(), List.of()),
            at -> new Command.UpdateWorkspace(at.workspace(), "Other"),
            at -> new Command.DeleteWorkspace(at.workspace()),
            at -> new Command.AddWorkspaceMember(at.workspace(), at.user(), WorkspaceRole.MEMBER),
            at -> new Command.RemoveWorkspaceMember(at.workspace(), at.user()),
            at -> new Command.CreateChannel(at.workspace(), ChannelKind.PRIVATE, Optional.of("other"), "", List.of()),
            at -> new Command.UpdateChannel(at.channel(), Optional.of("other"), Optional.empty()),
            at -> new Command.ArchiveChannel(at.channel()),
            at -> new Command.UnarchiveChannel(at.channel()),
            at -> new Command.JoinChannel(at.channel()),
            at -> new Command.LeaveChannel(at.channel()),
            at -> new Command.AddChannelMember(at.channel(), at.user()),
            at -> new Command.RemoveChannelMember(at.channel(), at.user()),
            at -> new Command.SetChannelRole(at.channel(), at.user(), ChannelRole.OWNER),
            at -> new Command.SendMessage(at.channel(), "hello", Optional.empty()),
            at -> new Command.UpdateMessage(at.message(), "changed"),
            at -> new Command.DeleteMessage(at.message()),
            at -> new Command.React(at.message(), "👍"),
            at -> new Command.Unreact(at.message(), "👍"),
            at -> new Command.ToggleReaction(at.message(), "👍"),
            at -> new Command.PinMessage(at.message()),
            at -> new Command.UnpinMessage(at.message()),
            at -> new Command.ImportMessages(
                    at.channel(),
                    List.of(new Command.ImportMessages.Imported(
                            "1",
                            at.user(),
                            new Command.ImportMessages.Imported.Content("hello", RulesFixture.BEGIN, Optional.empty()),
                            Optional.empty(),
                            false,
                            List.of()))),
            _ -> new Command.ImportWorkspace("source", "1", "Other", Optional.empty(), false),
            _ -> new Command.ImportPeople(
                    "source", List.of(new Command.ImportPeople.ArchivedPerson("1", "zoe", "Zoe", Optional.empty()))),
            at -> new Command.ImportChannel(
                    new Command.ImportChannel.Location(at.workspace(), "source", "1"),
                    new Command.ImportChannel.ArchivedChannel(ChannelKind.PRIVATE, "other", "", false),
                    List.of(at.user()),
                    true),
            at -> new Command.ImportConversation(
                    at.workspace(),
                    List.of(at.user(), new UserId(1)),
                    List.of(new Command.ImportMessages.Imported(
                            "1",
                            at.user(),
                            new Command.ImportMessages.Imported.Content("hello", RulesFixture.BEGIN, Optional.empty()),
                            Optional.empty(),
                            false,
                            List.of()))),
            at -> new Command.FollowThread(at.message(), true),
            at -> new Command.MarkThreadRead(at.message(), at.message()),
            at -> new Command.MarkMentionsRead(at.channel(), Optional.of(at.message())),
            at -> new Command.MarkRead(at.channel(), at.message()),
            at -> new OwnCommand.MarkUnread(at.channel(), at.message()),
            at -> new OwnCommand.MarkThreadUnread(at.message(), Optional.empty()),
            at -> new OwnCommand.MarkAllRead(at.workspace(), OwnCommand.MarkAllRead.What.ALL),
            at -> new OwnCommand.SetDraft(at.channel(), Optional.empty(), "unfinished", LogPosition.START),
            at -> new OwnCommand.SetPreference(
                    PrefScope.CHANNEL, Optional.of(at.channel().value()), "muted", List.of("true"), Optional.empty()),
            at -> new InvitationCommand.CreateInvitation(
                    at.workspace(), WorkspaceRole.MEMBER, List.of(), BOUNDS, "another link"),
            at -> new InvitationCommand.RevokeInvitation(at.invitation()),
            at -> new InvitationCommand.AcceptInvitation(at.link()),
            at -> new InvitationCommand.JoinByInvitation(at.link(), FOUNDER.account(), FOUNDER.session()),
            _ -> new AccountCommand.CompleteSetup(
                    Optional.empty(), Optional.of(FOUNDER), "Other", List.of(), "first link"),
            _ -> new AccountCommand.IssueSetupLink("setup link", Duration.ofHours(1)),
            at -> new AccountCommand.IssueResetLink(at.user(), "reset link", Duration.ofHours(1)),
            _ -> new AccountCommand.ResetPassword("reset link", "hash"),
            _ -> new AccountCommand.RevokeOtherSessions(),
            _ -> new AccountCommand.EndExpiredSessions(1),
            at -> new AccountCommand.MarkSessionsSeen(Map.of(at.session(), RulesFixture.BEGIN)),
            _ -> new FactorCommand.BeginFactor("sealed"),
            _ -> new FactorCommand.ConfirmFactor(1, List.of("mac")),
            _ -> new FactorCommand.RemoveFactor(),
            _ -> new FactorCommand.RenewRecoveryCodes(List.of("mac")),
            at -> new FactorCommand.ResetFactor(at.user()),
            at -> new FactorCommand.CountCode(at.user()),
            at -> new FactorCommand.ConfirmSession(at.session(), Optional.empty()),
            at -> new AuditCommand.NoteAuditRead(Optional.of(at.workspace())),
            _ -> new AuditCommand.NoteFailures(List.of()));

    private final RulesFixture rules = new RulesFixture();
    private final Map<String, Caller> people = new LinkedHashMap<>();
    private final Map<String, Target> places = new LinkedHashMap<>();

    PermissionMatrixTest() {
        UserId admin = rules.holder("root", Right.ADMIN);
        UserId founder = rules.holder("founder", Right.WORKSPACE_MANAGE);
        WorkspaceId workspace = rules.workspace(founder, "Home");
        UserId owner = enrolled(workspace, "owner", WorkspaceRole.OWNER);
        UserId member = enrolled(workspace, "member", WorkspaceRole.MEMBER);
        UserId removed = enrolled(workspace, "removed", WorkspaceRole.MEMBER);
        UserId inactive = enrolled(workspace, "inactive", WorkspaceRole.MEMBER);
        UserId bystander = enrolled(workspace, "bystander", WorkspaceRole.MEMBER);
        UserId guest = enrolled(workspace, "guest", WorkspaceRole.GUEST);
        Session session = rules.login(member);
        Invitation invitation = (Invitation) rules.accepted(
                        owner,
                        new InvitationCommand.CreateInvitation(
                                workspace, WorkspaceRole.MEMBER, List.of(), BOUNDS, "link"))
                .result();
        Group crew = (Group)
                rules.accepted(admin, new Command.CreateGroup("crew", "")).result();
        rules.accepted(admin, new Command.AddGroupMember(crew.id(), new GroupMember.Person(member)));
        for (ChannelKind kind : List.of(ChannelKind.PUBLIC, ChannelKind.PRIVATE)) {
            String name = kind == ChannelKind.PUBLIC ? "public" : "private";
            ChannelId channel = rules.channel(owner, workspace, kind, name);
            for (UserId user : List.of(member, removed, inactive)) {
                rules.accepted(owner, new Command.AddChannelMember(channel, user));
            }
            Message message = rules.send(member, channel, "hello");
            places.put(
                    name,
                    new Target(
                            workspace,
                            channel,
                            message.id(),
                            member,
                            session.id(),
                            crew.id(),
                            invitation.id(),
                            "link"));
        }
        UserId other = rules.person("other");
        rules.enroll(rules.workspace(founder, "Elsewhere"), other, WorkspaceRole.MEMBER);
        people.put("outsider", rules.as(rules.person("outsider")));
        people.put("removed", rules.as(removed));
        people.put("guest", rules.as(guest));
        people.put("other", rules.as(other));
        people.put("inactive", rules.as(inactive));
        people.put("bystander", rules.as(bystander));
        people.put("member", rules.as(member));
        people.put("owner", rules.as(owner));
        people.put("admin", rules.as(admin));
        rules.accepted(admin, new Command.RemoveWorkspaceMember(workspace, removed));
        rules.accepted(admin, new Command.DeactivateUser(inactive));
    }

    private UserId enrolled(WorkspaceId workspace, String username, WorkspaceRole role) {
        UserId user = rules.person(username);
        rules.enroll(workspace, user, role);
        return user;
    }

    @TestFactory
    Stream<DynamicTest> everyCellIsAnsweredAsWritten() {
        return cells().map(cell -> DynamicTest.dynamicTest(
                cell.toString(),
                () -> assertEquals(
                        ANSWERS.get(cell.answer()), reason(decision(cell, places.get(cell.place()))), cell::toString)));
    }

    /** An entity that the caller may not know of is rejected with exactly the message for a missing one. */
    @TestFactory
    Stream<DynamicTest> theForbiddenIsAnsweredLikeTheUnknown() {
        return cells().filter(cell -> cell.answer().startsWith("no-"))
                .map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> {
                    Target place = places.get(cell.place());
                    assertEquals(
                            anonymous(decision(cell, Target.UNKNOWN), Target.UNKNOWN),
                            anonymous(decision(cell, place), place));
                }));
    }

    @Test
    void everyCommandHasARow() {
        Set<String> rows = new HashSet<>();
        cells().forEach(cell -> rows.add(cell.command()));
        Set<String> commands = new HashSet<>();
        for (Class<?> subject : Command.class.getPermittedSubclasses()) {
            Stream.of(subject.getPermittedSubclasses())
                    .map(Class::getSimpleName)
                    .forEach(commands::add);
        }
        assertEquals(commands, rows);
    }

    private record Cell(String command, String place, String person, String answer) {}

    private static Stream<Cell> cells() {
        List<String> lines = MATRIX.lines().toList();
        String[] head = lines.getFirst().split("\\s+");
        List<Cell> cells = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split("\\s+");
            for (int i = 3; i < head.length; i++) {
                cells.add(new Cell(row[0], row[1], head[i], row[i]));
            }
        }
        return cells.stream();
    }

    private Decision decision(Cell cell, Target target) {
        Command command = COMMANDS.stream()
                .map(make -> make.apply(target))
                .filter(made -> made.getClass().getSimpleName().equals(cell.command()))
                .findAny()
                .orElseThrow();
        return rules.decide(people.get(cell.person()), command);
    }

    private static Optional<Reason> reason(Decision decision) {
        return switch (decision) {
            case Decision.Accepted _ -> Optional.empty();
            case Decision.Rejected(Rejection why) -> Optional.of(why.reason());
        };
    }

    private static String anonymous(Decision decision, Target target) {
        String detail = ((Decision.Rejected) decision).why().toString();
        for (Object id :
                List.of(target.workspace(), target.channel(), target.message(), target.user(), target.group())) {
            detail = detail.replaceAll("\\b" + id + "\\b", "#");
        }
        return detail;
    }
}
