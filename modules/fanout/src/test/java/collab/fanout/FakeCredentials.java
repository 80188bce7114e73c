package collab.fanout;

import collab.domain.Grant;
import collab.domain.LogPosition;
import collab.domain.Session;
import collab.domain.SessionId;
import collab.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions by token, tickets that are spent, grants. */
final class FakeCredentials implements Credentials {
    private final MemoryLog log;
    private final Map<String, Session> tokens = new ConcurrentHashMap<>();
    private final Map<String, Session> tickets = new ConcurrentHashMap<>();
    final Map<UserId, List<Grant>> grants = new ConcurrentHashMap<>();

    FakeCredentials(MemoryLog log) {
        this.log = log;
    }

    /** The session's token is {@code token-N}. */
    Session login(long session, UserId user) {
        Session opened = new Session(new SessionId(session), user, Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
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
    public Optional<Holder> byToken(String token) {
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
