package collab.domain;

import collab.domain.Rejection.Reason;
import java.util.List;
import java.util.Optional;

/** Accounts: who makes them, describes them, gives them rights and ends them. */
record UserRules(Sight sight, Turn turn) {

    Decision decide(Command.OfUser command) {
        return switch (command) {
            case Command.CreateUser create -> byAdmin("create users").then(_ -> create(create));
            case Command.UpdateUser update -> update(update);
            case Command.SetStatusText set -> setStatusText(set.text());
            case Command.DeactivateUser deactivate ->
                byAdmin("deactivate users").and(_ -> user(deactivate.userId())).then(this::deactivate);
            case Command.SetPassword set -> setPassword(set);
            case Command.GrantRight grant ->
                byAdmin("grant rights").and(_ -> user(grant.userId())).then(user -> grant(user, grant.grant()));
        };
    }

    private Checked<Boolean> byAdmin(String act) {
        return Checked.of(true, sight.holds(Right.ADMIN), () -> Refusals.denied("only administrators may " + act));
    }

    private Checked<User> user(UserId id) {
        return sight.userOrRefusal(id);
    }

    private Decision create(Command.CreateUser create) {
        return Values.username(create.username())
                .and(username -> Checked.of(
                        username,
                        sight.world().userByName(username).isEmpty()
                                && sight.world().groupByName(username).isEmpty(),
                        () -> Refusals.nameTaken(username)))
                .then(username -> Values.name("display_name", create.displayName())
                        .then(display -> create(create, username, display)));
    }

    private Decision create(Command.CreateUser create, String username, String displayName) {
        Draft draft = new Draft(turn);
        UserId id = turn.ids().newUser();
        User user = draft.change(
                ver -> new User(id, username, displayName, Optional.empty(), "", turn.now(), Optional.empty(), ver),
                Event.UserUpdated::new);
        create.passwordHash().ifPresent(hash -> draft.add(new Effect.PasswordSet(id, hash)));
        return draft.accepted(user);
    }

    /** Whoever learned the old one is out with it. */
    private Decision setPassword(Command.SetPassword set) {
        return user(set.userId())
                .and(user -> Checked.of(
                        user,
                        sight.is(user.id()) || sight.holds(Right.ADMIN),
                        () -> Refusals.denied("only user " + user.id() + " and administrators may set this password")))
                .then(user -> {
                    Draft draft = new Draft(turn).add(new Effect.PasswordSet(user.id(), set.passwordHash()));
                    for (Session session : sight.world().sessions(user.id())) {
                        if (!sight.through(session.id())) {
                            draft.add(new Event.SessionRevoked(session.id(), user.id()));
                        }
                    }
                    return draft.accepted(user);
                });
    }

    private Decision update(Command.UpdateUser update) {
        return user(update.userId())
                .and(user -> Checked.of(
                        user,
                        sight.is(user.id()) || sight.holds(Right.ADMIN),
                        () -> Refusals.denied(
                                "only user " + user.id() + " and administrators may change this account")))
                .then(user -> displayName(user, update)
                        .then(display -> avatarUrl(user, update)
                                .then(avatar -> present(user, display, avatar, user.statusText()))));
    }

    private static Checked<String> displayName(User user, Command.UpdateUser update) {
        return update.displayName()
                .map(name -> Values.name("display_name", name))
                .orElseGet(() -> new Checked.Passed<>(user.displayName()));
    }

    private static Checked<Optional<String>> avatarUrl(User user, Command.UpdateUser update) {
        return update.avatarUrl().map(Values::avatarUrl).orElseGet(() -> new Checked.Passed<>(user.avatarUrl()));
    }

    private Decision setStatusText(String text) {
        return sight.personOrRefusal()
                .and(this::user)
                .then(user -> Values.line("text", text, DomainLimits.STATUS_TEXT_MAX)
                        .then(status -> present(user, user.displayName(), user.avatarUrl(), status)));
    }

    private Decision present(User user, String displayName, Optional<String> avatarUrl, String statusText) {
        if (user.equals(user.presented(displayName, avatarUrl, statusText, user.ver()))) {
            return Draft.unchanged(user);
        }
        Draft draft = new Draft(turn);
        return draft.accepted(
                draft.change(ver -> user.presented(displayName, avatarUrl, statusText, ver), Event.UserUpdated::new));
    }

    /** Memberships stay, so that what was written keeps its author; without a session nobody hears anything. */
    private Decision deactivate(User user) {
        if (!user.active()) {
            return Draft.unchanged(user);
        }
        if (sight.world().admins().equals(List.of(user.id()))) {
            return Draft.refused(new Rejection(
                    Reason.LAST_OWNER, "user " + user.id() + " is the last administrator; make another one first"));
        }
        Draft draft = new Draft(turn);
        User deactivated = draft.change(ver -> user.deactivated(turn.now(), ver), Event.UserUpdated::new);
        for (Session session : sight.world().sessions(user.id())) {
            draft.add(new Event.SessionRevoked(session.id(), user.id()));
        }
        return draft.accepted(deactivated);
    }

    private Decision grant(User user, Grant grant) {
        if (grant.right() == Right.ADMIN && grant.workspaceId().isPresent()) {
            return Draft.refused(Refusals.adminEverywhere(grant.workspaceId().get()));
        }
        Optional<WorkspaceId> unknown =
                grant.workspaceId().filter(id -> sight.world().workspace(id).isEmpty());
        if (unknown.isPresent()) {
            return Draft.refused(Refusals.noWorkspace(unknown.get()));
        }
        if (sight.world().directGrants(user.id()).contains(grant)) {
            return Draft.unchanged(user);
        }
        Draft draft = new Draft(turn).add(new Effect.RightGranted(user.id(), grant));
        List<Grant> before = sight.world().grants(user.id());
        if (!before.contains(grant)) {
            draft.add(new Event.PermissionsChanged(user.id(), Grouping.with(before, grant)));
        }
        return draft.accepted(user);
    }
}
