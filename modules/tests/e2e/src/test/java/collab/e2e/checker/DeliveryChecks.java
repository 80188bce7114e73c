package collab.e2e.checker;

import java.util.HashSet;
import java.util.Set;

/** Compares every socket with the events that it must receive, and with those that it must not. */
final class DeliveryChecks {
    private DeliveryChecks() {}

    static void check(Facts facts, Findings findings) {
        facts.tabs.values().forEach(tab -> {
            checkComplete(tab, facts, findings);
            tab.applied.forEach(frame -> checkMayReceive(tab, frame, facts.memberships, findings));
            tab.repeats.forEach(frame -> checkMayReceive(tab, frame, facts.memberships, findings));
        });
    }

    private static void checkComplete(SocketHistory tab, Facts facts, Findings findings) {
        Set<Long> has = new HashSet<>();
        tab.applied.forEach(frame -> has.add(frame.seq()));
        for (SocketHistory.Stretch stretch : tab.complete) {
            facts.channelPositions
                    .subMap(stretch.from(), false, stretch.to(), true)
                    .forEach((seq, channel) -> {
                        if (has.contains(seq) || !facts.memberships.member(channel, tab.user, seq)) return;
                        findings.add(
                                ProofRule.LOST,
                                "%s (user %d) did not receive position %d of channel %d: %s",
                                tab.name,
                                tab.user,
                                seq,
                                channel,
                                facts.received.get(seq));
                    });
            facts.membershipPositions
                    .subMap(stretch.from(), false, stretch.to(), true)
                    .forEach((seq, wrote) -> {
                        if (has.contains(seq) || wrote.target() != tab.user) return;
                        findings.add(
                                ProofRule.LOST,
                                "%s (user %d) was not informed at position %d: %s",
                                tab.name,
                                tab.user,
                                seq,
                                wrote);
                    });
        }
    }

    private static void checkMayReceive(
            SocketHistory tab, HistoryEntry.Received frame, MembershipHistory memberships, Findings findings) {
        boolean may = switch (frame.type()) {
            case "channel.added" -> memberships.joinedAt(frame.channel(), tab.user, frame.seq());
            case "channel.removed" -> memberships.leftAt(frame.channel(), tab.user, frame.seq());
            default -> frame.channel() == 0 || memberships.member(frame.channel(), tab.user, frame.seq());
        };
        if (!may) findings.add(ProofRule.LEAK, "%s (user %d) received %s", tab.name, tab.user, frame);
    }
}
