package collab.fanout.stream;

import static java.lang.System.Logger.Level.WARNING;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.fanout.routing.RequestIds;
import collab.fanout.routing.VersionNegotiation;
import collab.persistence.EventLog;
import collab.wire.link.v1.Hello;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Validates the hello of a gateway and finds where its stream begins. Everything in a hello is checked before the
 * stream has any effect on others. Called by the sender; throws the status that ends the stream.
 */
final class HelloValidator {
    private static final System.Logger LOG = System.getLogger(HelloValidator.class.getName());

    /** The longest accepted gateway id. */
    private static final int NAME_MAX = 200;

    private final EventLog log;
    private final StreamServices services;

    HelloValidator(StreamServices services) {
        this.services = services;
        this.log = services.log();
    }

    /**
     * @param wanted the users whose events the gateway wants from the start
     * @param online the users with a live socket on the gateway
     */
    record Accepted(AttachedGateway gateway, Set<UserId> wanted, Set<UserId> online) {}

    /** @throws io.grpc.StatusRuntimeException when the hello is rejected */
    Accepted accept(Hello hello) {
        checkName("gateway id", hello.getGatewayId());
        checkName("incarnation", hello.getIncarnation());
        int version = VersionNegotiation.negotiate(
                "the gateway", hello.getVersionsList(), services.envelopes().supportedVersions());
        String epoch = log.epoch();
        LogPosition start = startOf(hello, epoch);
        Set<UserId> wanted = users(hello.getWantedUsersList());
        Set<UserId> online = users(hello.getOnlineUsersList());
        StreamChecks.checkWanted(wanted.size(), services.link().streams().wantedMax());
        return new Accepted(
                new AttachedGateway(hello.getGatewayId(), hello.getIncarnation(), epoch, version, start),
                wanted,
                online);
    }

    private LogPosition startOf(Hello hello, String epoch) {
        LogPosition head = log.head();
        if (hello.getEpoch().isEmpty()) {
            return head;
        }
        if (!hello.getEpoch().equals(epoch)) {
            throw StreamChecks.outOfRange("epoch " + hello.getEpoch() + " is over, the current one is " + epoch);
        }
        if (hello.getPosition() < 0 || hello.getPosition() > head.value()) {
            renewEpoch(hello, epoch, head);
            throw StreamChecks.outOfRange("position " + hello.getPosition() + " is beyond the head " + head);
        }
        if (hello.getPosition() < log.floor().value()) {
            throw StreamChecks.outOfRange(
                    "position " + hello.getPosition() + " is below the oldest kept position " + log.floor());
        }
        return new LogPosition(hello.getPosition());
    }

    /** A gateway has applied a position that this log does not have, so the log was longer before. */
    private void renewEpoch(Hello hello, String epoch, LogPosition head) {
        log.renewEpoch();
        LOG.log(
                WARNING,
                "gateway {0} has applied position {1} of epoch {2}, whose head is {3}: an older database file was"
                        + " restored. The epoch is now {4}",
                hello.getGatewayId(),
                hello.getPosition(),
                epoch,
                head,
                log.epoch());
    }

    private static void checkName(String what, String name) {
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw StreamChecks.invalid(what + " must have 1 to " + NAME_MAX + " characters, got " + name.length());
        }
    }

    private static Set<UserId> users(List<Long> ids) {
        Set<UserId> users = HashSet.newHashSet(ids.size());
        ids.forEach(id -> users.add(RequestIds.user(id)));
        return users;
    }
}
