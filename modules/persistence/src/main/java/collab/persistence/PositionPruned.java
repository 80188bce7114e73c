package collab.persistence;

import collab.domain.id.LogPosition;
import java.io.Serial;

/** A read began below the log's floor: some of the events after that position were pruned. */
public final class PositionPruned extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public PositionPruned(LogPosition requested, LogPosition floor) {
        super("events after position " + requested + " were requested, events are kept after position " + floor);
    }
}
