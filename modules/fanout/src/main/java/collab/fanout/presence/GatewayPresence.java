package collab.fanout.presence;

import collab.domain.id.UserId;
import java.time.Duration;

/**
 * What one stream of a gateway reports about its online users. Reports have no effect after a newer stream of the same
 * gateway has replaced this one, or after {@link #lost}. Any thread may call.
 */
public final class GatewayPresence {
    private final PresenceState state;
    private final String gatewayId;

    GatewayPresence(PresenceState state, String gatewayId) {
        this.state = state;
        this.gatewayId = gatewayId;
    }

    String gatewayId() {
        return gatewayId;
    }

    /** The user has a live socket on the gateway. */
    public void online(UserId user) {
        state.online(this, user);
    }

    /** The user's last socket on the gateway has closed. */
    public void offline(UserId user) {
        state.offline(this, user);
    }

    /** The gateway drains: its users stay online for at least that long, whatever is reported about them. */
    public void draining(Duration atLeast) {
        state.draining(this, atLeast);
    }

    /** The gateway has vanished, possibly with its sockets still open. Calling it twice has no effect. */
    public void lost() {
        state.lost(this);
    }
}
