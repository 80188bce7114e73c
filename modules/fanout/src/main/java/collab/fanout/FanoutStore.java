package collab.fanout;

import collab.persistence.EventLog;
import collab.persistence.Memberships;
import collab.persistence.Snapshots;

/**
 * The parts of the store that fanout uses.
 *
 * @param log the events, followed after each commit
 * @param memberships who was a member at a position
 * @param snapshots the current state, for rights and deleted messages
 * @param probeCommit makes a commit that changes nothing, returns when it is durable and throws when it is not: the
 *     first hop of the delivery probe
 */
public record FanoutStore(EventLog log, Memberships memberships, Snapshots snapshots, Runnable probeCommit) {}
