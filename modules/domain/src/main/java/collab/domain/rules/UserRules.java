package collab.domain.rules;

import collab.domain.AccountCommand.NewAccount;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.GroupGraph;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.credential.Scope;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import java.util.List;
import java.util.Optional;

/** Rules for accounts: creation, profile, rights and deactivation. */
record UserRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfUser command) {
        return switch (command) {
            case Command.CreateUser create -> byAdmin("create users").then(_ -> create(create));
            case Command.UpdateUser update -> update(update);
            case Command.SetStatusText set -> setStatusText(set.text());
            case Command.DeactivateUser deactivate ->
                byAdmin("deactivate users").and(_ -> user(deactivate.userId())).then(this::deactivate);
            case Command.ReactivateUser reactivate ->
                byAdmin("activate users").and(_ -> user(reactivate.userId())).then(this::reactivate);
            case Command.SetPassword set -> setPassword(set);
            case Command.GrantRight grant ->
                byAdmin("grant rights").and(_ -> user(grant.userId())).then(user -> grant(user, grant.grant()));
        };
    }

    private Validated<Boolean> byAdmin(String act) {
        return Validated.of(true, policy.holds(Right.ADMIN), () -> Rejections.denied("only administrators may " + act));
    }

    private Validated<User> user(UserId id) {
        return policy.userOrRejection(id);
    }

    private Decision create(Command.CreateUser create) {
        NewAccounts accounts = new NewAccounts(policy, context);
        return accounts.checked(new NewAccount(create.username(), create.displayName(), create.passwordHash()))
                .then(account -> {
                    EventBuilder events = new EventBuilder(context);
                    return events.accepted(accounts.create(events, account));
                });
    }

    /** Ends the other sessions, in case the old password was known to an attacker. */
    private Decision setPassword(Command.SetPassword set) {
        return Validated.of(true, policy.allows(Scope.ACCOUNT), () -> Rejections.scopeMissing(Scope.ACCOUNT))
                .and(_ -> user(set.userId()))
                .and(user -> Validated.of(
                        user,
                        policy.is(user.id()) || policy.holds(Right.ADMIN),
                        () -> Rejections.denied(
                                "only user " + user.id() + " and administrators may set this password")))
                .then(user -> {
                    EventBuilder events = new EventBuilder(context)
                            .add(new Effect.PasswordSet(user.id(), set.passwordHash()))
                            .add(new Effect.LinksVoided(AccountLink.Kind.RESET, Optional.of(user.id())));
                    for (Session session : policy.world().sessions(user.id())) {
                        if (!policy.through(session.id())) {
                            events.add(new Event.SessionRevoked(session.id(), user.id()));
                        }
                    }
                    return events.accepted(user);
                });
    }

    private Decision update(Command.UpdateUser update) {
        return user(update.userId())
                .and(user -> Validated.of(
                        user,
                        policy.is(user.id()) || policy.holds(Right.ADMIN),
                        () -> Rejections.denied(
                                "only user " + user.id() + " and administrators may change this account")))
                .then(user -> displayName(user, update)
                        .then(display -> avatarUrl(user, update)
                                .then(avatar -> present(user, display, avatar, user.statusText()))));
    }

    private static Validated<String> displayName(User user, Command.UpdateUser update) {
        return update.displayName()
                .map(name -> InputValidation.name("display_name", name))
                .orElseGet(() -> new Validated.Passed<>(user.displayName()));
    }

    private static Validated<Optional<String>> avatarUrl(User user, Command.UpdateUser update) {
        return update.avatarUrl()
                .map(InputValidation::avatarUrl)
                .orElseGet(() -> new Validated.Passed<>(user.avatarUrl()));
    }

    private Decision setStatusText(String text) {
        return policy.personOrRejection()
                .and(this::user)
                .then(user -> InputValidation.line("text", text, DomainLimits.STATUS_TEXT_MAX)
                        .then(status -> present(user, user.displayName(), user.avatarUrl(), status)));
    }

    private Decision present(User user, String displayName, Optional<String> avatarUrl, String statusText) {
        if (user.equals(user.presented(displayName, avatarUrl, statusText, user.ver()))) {
            return EventBuilder.unchanged(user);
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(
                events.change(ver -> user.presented(displayName, avatarUrl, statusText, ver), Event.UserUpdated::new));
    }

    /** Memberships stay, so that messages keep their author; without a session the account receives nothing. */
    private Decision deactivate(User user) {
        if (!user.active()) {
            return EventBuilder.unchanged(user);
        }
        if (policy.world().admins().equals(List.of(user.id()))) {
            return EventBuilder.rejected(new Rejection(
                    Reason.LAST_OWNER, "user " + user.id() + " is the last administrator; make another one first"));
        }
        EventBuilder events = new EventBuilder(context);
        User deactivated = events.change(ver -> user.deactivated(context.now(), ver), Event.UserUpdated::new);
        for (Session session : policy.world().sessions(user.id())) {
            events.add(new Event.SessionRevoked(session.id(), user.id()));
        }
        InvitationEvents.revoke(events, context, policy, user.id(), _ -> true);
        events.add(new Effect.LinksVoided(AccountLink.Kind.RESET, Optional.of(user.id())));
        return events.accepted(deactivated);
    }

    private Decision reactivate(User user) {
        if (user.active()) {
            return EventBuilder.unchanged(user);
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(events.change(user::reactivated, Event.UserUpdated::new));
    }

    private Decision grant(User user, Grant grant) {
        if (grant.right() == Right.ADMIN && grant.workspaceId().isPresent()) {
            return EventBuilder.rejected(
                    Rejections.adminEverywhere(grant.workspaceId().get()));
        }
        Optional<WorkspaceId> unknown =
                grant.workspaceId().filter(id -> policy.world().workspace(id).isEmpty());
        if (unknown.isPresent()) {
            return EventBuilder.rejected(Rejections.noWorkspace(unknown.get()));
        }
        if (policy.world().directGrants(user.id()).contains(grant)) {
            return EventBuilder.unchanged(user);
        }
        EventBuilder events = new EventBuilder(context).add(new Effect.RightGranted(user.id(), grant));
        List<Grant> before = policy.world().grants(user.id());
        if (!before.contains(grant)) {
            events.add(new Event.PermissionsChanged(user.id(), GroupGraph.with(before, grant)));
        }
        return events.accepted(user);
    }
}
