package collab.gateway.link;

import collab.gateway.config.LinkConfig;
import io.grpc.ManagedChannel;

/** The parts of the link that the sessions and the link thread share. */
public record LinkContext(LinkConfig config, ManagedChannel channel, LinkInbox inbox, LinkState state) {}
