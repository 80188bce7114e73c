package collab.server;

import collab.domain.id.SessionId;
import collab.fanout.config.CredentialLookup;
import collab.rpc.auth.Authentication;
import java.util.Optional;

/** Looks up the login session of a credential for the link. */
record SessionCredentialLookup(Authentication identity) implements CredentialLookup {
    @Override
    public Optional<Holder> byToken(String token, String address) {
        return identity.admitToken(token, address).map(SessionCredentialLookup::holder);
    }

    @Override
    public Optional<Holder> byTicket(String ticket) {
        return identity.admitTicket(ticket).map(SessionCredentialLookup::holder);
    }

    @Override
    public Optional<Holder> bySession(SessionId session) {
        return identity.admitSession(session).map(SessionCredentialLookup::holder);
    }

    private static Holder holder(Authentication.Admission admission) {
        return new Holder(admission.session(), admission.at());
    }
}
