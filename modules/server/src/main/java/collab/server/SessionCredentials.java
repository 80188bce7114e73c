package collab.server;

import collab.domain.SessionId;
import collab.fanout.Credentials;
import collab.rpc.Identity;
import java.util.Optional;

/** Lets the link ask whose a credential is. */
record SessionCredentials(Identity identity) implements Credentials {
    @Override
    public Optional<Holder> byToken(String token) {
        return identity.admitToken(token).map(SessionCredentials::holder);
    }

    @Override
    public Optional<Holder> byTicket(String ticket) {
        return identity.admitTicket(ticket).map(SessionCredentials::holder);
    }

    @Override
    public Optional<Holder> bySession(SessionId session) {
        return identity.admitSession(session).map(SessionCredentials::holder);
    }

    private static Holder holder(Identity.Admission admission) {
        return new Holder(admission.session(), admission.at());
    }
}
