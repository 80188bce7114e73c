package collab.rpc.view;

import collab.domain.id.GroupId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.util.Optional;
import java.util.OptionalLong;

/** Cursors of the contract as the parameters of queries. */
public final class Cursors {
    private Cursors() {}

    /** 0 and an absent cursor both mean the first page. */
    public static Optional<UserId> afterUser(Optional<Long> cursor) {
        return cursor.filter(id -> id > 0).map(UserId::new);
    }

    /** 0 and an absent cursor both mean the first page. */
    public static Optional<GroupId> afterGroup(Optional<Long> cursor) {
        return cursor.filter(id -> id > 0).map(GroupId::new);
    }

    /** 0 means from the oldest message on; an absent cursor means the newest page. */
    public static OptionalLong since(Optional<Long> cursor) {
        return cursor.isPresent() ? OptionalLong.of(cursor.get()) : OptionalLong.empty();
    }

    public static Optional<MessageId> before(Optional<Long> id) {
        return id.map(MessageId::new);
    }
}
