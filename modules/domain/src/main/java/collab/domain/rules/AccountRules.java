package collab.domain.rules;

import collab.domain.AccountCommand;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.AccountLink;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Invitation;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules for the first administrator, for links that are used once, and for the upkeep of sessions. */
record AccountRules(AccessPolicy policy, DecisionContext context) {
    private static final Grant EVERYTHING = new Grant(Right.ADMIN, Optional.empty());

    /** The invitation that the last step of the setup shows. */
    private static final Duration FIRST_INVITATION_LIFETIME = Duration.ofDays(7);

    private static final int FIRST_INVITATION_USES = 50;

    Decision decide(AccountCommand command) {
        return switch (command) {
            case AccountCommand.CompleteSetup setup -> setUp(setup);
            case AccountCommand.IssueSetupLink issue -> byServer().then(_ -> issueSetup(issue));
            case AccountCommand.IssueResetLink issue -> issueReset(issue);
            case AccountCommand.ResetPassword reset -> byServer().then(_ -> reset(reset));
            case AccountCommand.RevokeOtherSessions _ ->
                policy.personOrRejection().then(this::revokeOthers);
            case AccountCommand.EndExpiredSessions end -> byServer().then(_ -> endExpired(end.most()));
            case AccountCommand.MarkSessionsSeen mark ->
                byServer()
                        .then(_ -> new EventBuilder(context)
                                .add(new Effect.SessionsSeen(mark.seen()))
                                .accepted(Entity.NONE));
        };
    }

    private Validated<Boolean> byServer() {
        return Validated.of(
                true, policy.person().isEmpty(), () -> Rejections.denied("only the server itself may do this"));
    }

    // ---- Setup ----

    private boolean claimed() {
        return policy.world().setupUsed() || !policy.world().admins().isEmpty();
    }

    private static Rejection setupDone() {
        return new Rejection(Reason.SETUP_DONE, "this server has an administrator already; sign in");
    }

    private Decision issueSetup(AccountCommand.IssueSetupLink issue) {
        if (claimed()) {
            return EventBuilder.rejected(setupDone());
        }
        var link = new AccountLink(
                issue.hash(),
                AccountLink.Kind.SETUP,
                Optional.empty(),
                Optional.empty(),
                context.now().plus(issue.lifetime()),
                Optional.empty());
        return new EventBuilder(context)
                .add(new Effect.LinksVoided(AccountLink.Kind.SETUP, Optional.empty()))
                .add(new Effect.LinkIssued(link))
                .accepted(Entity.NONE);
    }

    private Decision setUp(AccountCommand.CompleteSetup setup) {
        if (claimed()) {
            return EventBuilder.rejected(setupDone());
        }
        boolean proved = setup.linkHash()
                .map(hash -> policy.world()
                        .accountLink(hash)
                        .filter(link -> link.serves(AccountLink.Kind.SETUP, context.now()))
                        .isPresent())
                .orElse(policy.person().isEmpty());
        if (!proved) {
            return EventBuilder.rejected(Rejections.linkInvalid());
        }
        return InputValidation.name("workspace_name", setup.workspaceName())
                .then(name -> channelNames(setup.channelNames()).then(channels -> founded(setup, name, channels)));
    }

    private static Validated<Set<String>> channelNames(List<String> wanted) {
        if (wanted.size() > DomainLimits.SETUP_CHANNELS_MAX) {
            return new Validated.Failed<>(Rejections.invalid("channel_names has " + wanted.size() + " entries; at most "
                    + DomainLimits.SETUP_CHANNELS_MAX + " are allowed"));
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : wanted) {
            switch (InputValidation.channelName(name)) {
                case Validated.Passed<String>(String kept) -> names.add(kept);
                case Validated.Failed<String>(Rejection why) -> {
                    return new Validated.Failed<>(why);
                }
            }
        }
        names.remove(WorkspaceRules.GENERAL);
        return new Validated.Passed<>(names);
    }

    private Decision founded(AccountCommand.CompleteSetup setup, String workspaceName, Set<String> channelNames) {
        NewAccounts accounts = new NewAccounts(policy, context);
        if (setup.founder().isPresent()) {
            AccountCommand.CompleteSetup.Founder founder = setup.founder().get();
            return accounts.checked(founder.account()).then(account -> {
                EventBuilder events = new EventBuilder(context);
                User user = accounts.create(events, account);
                accounts.open(events, user.id(), founder.session());
                return found(events, user, setup, workspaceName, channelNames);
            });
        }
        return policy.personOrRejection()
                .and(policy::userOrRejection)
                .then(user -> found(new EventBuilder(context), user, setup, workspaceName, channelNames));
    }

    private Decision found(
            EventBuilder events,
            User user,
            AccountCommand.CompleteSetup setup,
            String workspaceName,
            Set<String> channelNames) {
        events.add(new Effect.RightGranted(user.id(), EVERYTHING));
        events.add(new Event.PermissionsChanged(user.id(), List.of(EVERYTHING)));
        Workspace workspace = WorkspaceRules.create(events, context, user, workspaceName);
        List<ChannelId> channels = new ArrayList<>();
        for (String name : channelNames) {
            channels.add(channel(events, user.id(), workspace, name).id());
        }
        InvitationRules.make(
                events,
                context,
                user.id(),
                new Invitation.Offer(workspace.id(), WorkspaceRole.MEMBER, channels, FIRST_INVITATION_USES),
                FIRST_INVITATION_LIFETIME,
                setup.invitationHash());
        setup.linkHash().ifPresent(hash -> events.add(new Effect.LinkUsed(hash, context.now())));
        return events.accepted(workspace);
    }

    private Channel channel(EventBuilder events, UserId owner, Workspace workspace, String name) {
        Channel channel = Channel.created(
                new Channel.Identity(
                        context.ids().newChannel(), workspace.id(), ChannelKind.PUBLIC, owner, context.now()),
                new Channel.Description(Optional.of(name), ""),
                List.of(),
                events.next());
        MembershipEvents.enter(events, channel, owner, ChannelRole.OWNER);
        return channel;
    }

    // ---- Passwords ----

    private Decision issueReset(AccountCommand.IssueResetLink issue) {
        return Validated.of(
                        true,
                        policy.holds(Right.ADMIN),
                        () -> Rejections.denied("only administrators may make a link for a new password"))
                .and(_ -> policy.userOrRejection(issue.userId()))
                .and(user -> Validated.of(user, user.active(), () -> Rejections.deactivated(user.id())))
                .then(user -> new EventBuilder(context)
                        .add(new Effect.LinksVoided(AccountLink.Kind.RESET, Optional.of(user.id())))
                        .add(new Effect.LinkIssued(new AccountLink(
                                issue.hash(),
                                AccountLink.Kind.RESET,
                                Optional.of(user.id()),
                                policy.person(),
                                context.now().plus(issue.lifetime()),
                                Optional.empty())))
                        .accepted(Entity.NONE));
    }

    /**
     * A deactivated user has no valid link: the deactivation is for an administrator to undo first. Nor is a link valid whose maker is no
     * administrator any more.
     */
    private Decision reset(AccountCommand.ResetPassword reset) {
        return Validated.of(
                        policy.world()
                                .accountLink(reset.linkHash())
                                .filter(link -> link.serves(AccountLink.Kind.RESET, context.now()))
                                .filter(link -> link.maker().map(this::administers).orElse(true))
                                .flatMap(AccountLink::userId)
                                .flatMap(policy.world()::user)
                                .filter(User::active),
                        Rejections::linkInvalid)
                .then(user -> {
                    EventBuilder events = new EventBuilder(context)
                            .add(new Effect.PasswordSet(user.id(), reset.passwordHash()))
                            .add(new Effect.LinkUsed(reset.linkHash(), context.now()))
                            .add(new Effect.LinksVoided(AccountLink.Kind.RESET, Optional.of(user.id())));
                    policy.world().sessions(user.id()).forEach(session -> end(events, session));
                    return events.accepted(user);
                });
    }

    private boolean administers(UserId maker) {
        return policy.world().user(maker).filter(User::active).isPresent()
                && policy.of(maker).holds(Right.ADMIN);
    }

    // ---- Sessions ----

    private Decision revokeOthers(UserId person) {
        EventBuilder events = new EventBuilder(context);
        policy.world().sessions(person).stream()
                .filter(session -> !policy.through(session.id()))
                .forEach(session -> end(events, session));
        return events.accepted(Entity.NONE);
    }

    private Decision endExpired(int most) {
        EventBuilder events = new EventBuilder(context);
        policy.world().expiredSessions(most).stream()
                .filter(session -> !context.now().isBefore(session.expiresAt()))
                .forEach(session -> end(events, session));
        return events.accepted(Entity.NONE);
    }

    private static void end(EventBuilder events, Session session) {
        events.add(new Event.SessionRevoked(session.id(), session.userId()));
    }
}
