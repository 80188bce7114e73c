package collab.persistence;

import collab.domain.id.LogPosition;
import java.io.Serial;

/** Somebody asked for the past below the log's floor: what followed that position is no longer all there. */
public final class PositionPruned extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public PositionPruned(LogPosition asked, LogPosition floor) {
        super("asked for the events above " + asked + ", but only those above " + floor + " are kept");
    }
}
