package collab.domain.rules;

import collab.domain.AccountCommand.NewAccount;
import collab.domain.AccountCommand.NewSession;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.access.AccessPolicy;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.UserId;
import collab.domain.model.Session;
import collab.domain.model.User;
import java.util.Optional;

/** Creates accounts and their sessions, for an administrator, the setup and invitations alike. */
record NewAccounts(AccessPolicy policy, DecisionContext context) {
    /** The account as it is stored, if its names are valid and the username is free. */
    Validated<NewAccount> checked(NewAccount account) {
        return InputValidation.username(account.username())
                .and(username -> Validated.of(
                        username,
                        policy.world().userByName(username).isEmpty()
                                && policy.world().groupByName(username).isEmpty(),
                        () -> Rejections.nameTaken(username)))
                .and(username -> InputValidation.name("display_name", account.displayName())
                        .and(display ->
                                new Validated.Passed<>(new NewAccount(username, display, account.passwordHash()))));
    }

    /** @param checked a result of {@link #checked} */
    User create(EventBuilder events, NewAccount checked) {
        UserId id = context.ids().newUser();
        User user = events.change(
                ver -> User.created(id, checked.username(), checked.displayName(), context.now(), ver),
                Event.UserUpdated::new);
        checked.passwordHash().ifPresent(hash -> events.add(new Effect.PasswordSet(id, hash)));
        return user;
    }

    Session open(EventBuilder events, UserId user, NewSession opening) {
        Session session = Session.login(
                context.ids().newSession(), user, context.now(), context.now().plus(opening.lifetime()));
        events.add(new Effect.SessionOpened(session, opening.tokenHash(), Optional.empty(), opening.device()));
        return session;
    }
}
