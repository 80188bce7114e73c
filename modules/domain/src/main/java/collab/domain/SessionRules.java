package collab.domain;

/** Logins and their ends. */
record SessionRules(Sight sight, Turn turn) {

    Decision decide(Command.OfSession command) {
        return switch (command) {
            case Command.OpenSession open -> open(open);
            case Command.RevokeSession revoke -> revoke(revoke.sessionId());
        };
    }

    /** Who somebody is was proved elsewhere; a person can not vouch for a person. */
    private Decision open(Command.OpenSession open) {
        if (sight.person().isPresent()) {
            return Draft.refused(Refusals.denied("only the server opens sessions"));
        }
        if (!open.lifetime().isPositive()) {
            return Draft.refused(Refusals.invalid("lifetime is " + open.lifetime() + "; expected a positive duration"));
        }
        if (open.name().isPresent()
                && Values.name("name", open.name().get()) instanceof Checked.Failed<String>(Rejection why)) {
            return Draft.refused(why);
        }
        return Checked.of(sight.world().user(open.userId()).filter(User::active), () -> Refusals.noUser(open.userId()))
                .then(user -> {
                    Session session = new Session(
                            turn.ids().newSession(),
                            user.id(),
                            turn.now(),
                            turn.now().plus(open.lifetime()));
                    return new Draft(turn)
                            .add(new Effect.SessionOpened(session, open.tokenHash(), open.name()))
                            .accepted(session);
                });
    }

    /** What has ended, was never there or is somebody else's is answered alike: there is nothing of yours to end. */
    private Decision revoke(SessionId id) {
        return sight.world()
                .session(id)
                .filter(sight::mayEnd)
                .map(session -> new Draft(turn)
                        .add(new Event.SessionRevoked(id, session.userId()))
                        .accepted(Entity.NONE))
                .orElseGet(() -> Draft.unchanged(Entity.NONE));
    }
}
