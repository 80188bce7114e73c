package collab.server;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.fanout.Fanout;
import collab.rpc.methods.PresenceSource;
import collab.rpc.methods.SignalSink;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Presence and typing for RPC calls, connected after the start. The RPC endpoint and the fanout need each other to start: the
 * fanout verifies credentials, and calls read who is online. Until the fanout runs, no user is online and typing is dropped.
 */
final class DeferredSignals implements PresenceSource, SignalSink {
    private volatile Optional<Fanout> fanout = Optional.empty();

    void connect(Fanout started) {
        fanout = Optional.of(started);
    }

    @Override
    public Set<UserId> online(Collection<UserId> users) {
        return fanout.map(running -> running.presence().online(users)).orElse(Set.of());
    }

    @Override
    public void typing(UserId user, ChannelId channel) {
        fanout.ifPresent(running -> running.signals().typing(channel, user));
    }
}
