package collab.rpc.auth;

import collab.domain.model.Session;

/** A new session and its token. The database stores only the hash of the token. */
record IssuedToken(Session session, String token) {}
