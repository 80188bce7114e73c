package collab.fanout.stream;

import collab.domain.id.LogPosition;
import collab.fanout.routing.RouteTable;
import collab.persistence.LoggedEvent;

/**
 * The state of a stream after its hello: which gateway attached, up to which position it has received the log, and the
 * routes of the users it wants. Confined to the sender, except that any thread reads the identity and the cursor.
 */
final class AttachedGateway {
    private final String gatewayId;
    private final String incarnation;
    private final String epoch;
    private final int version;
    private final RouteTable routes = new RouteTable();

    /** Written only by the sender. */
    private volatile LogPosition cursor;

    /** @param version of the events that are sent */
    AttachedGateway(String gatewayId, String incarnation, String epoch, int version, LogPosition cursor) {
        this.gatewayId = gatewayId;
        this.incarnation = incarnation;
        this.epoch = epoch;
        this.version = version;
        this.cursor = cursor;
    }

    String gatewayId() {
        return gatewayId;
    }

    String incarnation() {
        return incarnation;
    }

    String epoch() {
        return epoch;
    }

    int version() {
        return version;
    }

    /** At the cursor. */
    RouteTable routes() {
        return routes;
    }

    LogPosition cursor() {
        return cursor;
    }

    void advanceBeyond(LoggedEvent event) {
        cursor = event.seq();
    }
}
