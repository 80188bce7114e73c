package collab.fanout;

import collab.domain.id.LogPosition;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Grant;
import collab.domain.model.Session;
import collab.fanout.config.CredentialLookup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions by token, tickets that are used up, and grants. */
final class FakeCredentialLookup implements CredentialLookup {
    private final MemoryLog log;
    private final Map<String, Session> tokens = new ConcurrentHashMap<>();
    private final Map<String, Session> tickets = new ConcurrentHashMap<>();
    final Map<UserId, List<Grant>> grants = new ConcurrentHashMap<>();

    FakeCredentialLookup(MemoryLog log) {
        this.log = log;
    }

    /** The session's token is {@code token-N}. */
    Session login(long session, UserId user) {
        Session opened = Session.login(new SessionId(session), user, Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        tokens.put("token-" + session, opened);
        return opened;
    }

    void ticket(String ticket, Session session) {
        tickets.put(ticket, session);
    }

    void logout(long session) {
        tokens.remove("token-" + session);
    }

    @Override
    public Optional<Holder> byToken(String token, String address) {
        return holder(Optional.ofNullable(tokens.get(token)));
    }

    @Override
    public Optional<Holder> byTicket(String ticket) {
        return holder(Optional.ofNullable(tickets.remove(ticket)));
    }

    @Override
    public Optional<Holder> bySession(SessionId session) {
        return holder(tokens.values().stream()
                .filter(open -> open.id().equals(session))
                .findFirst());
    }

    private Optional<Holder> holder(Optional<Session> session) {
        LogPosition position = log.head();
        return session.map(open -> new Holder(open, position));
    }
}
