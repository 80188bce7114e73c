package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.persistence.Memberships;
import collab.persistence.sqlite.query.MembershipQueries;
import java.util.Set;

/** Reads memberships at any position between the floor and the head of the log, on the read connections. */
final class SqliteMemberships implements Memberships {
    private final ReadExecutor readers;

    SqliteMemberships(ReadExecutor readers) {
        this.readers = readers;
    }

    @Override
    public Places placesOf(UserId user, LogPosition at) {
        return readers.read(statements -> new MembershipQueries(statements).placesOf(user, at));
    }

    @Override
    public Set<UserId> peersOf(UserId user, LogPosition at) {
        return readers.read(statements -> new MembershipQueries(statements).peersOf(user, at));
    }
}
