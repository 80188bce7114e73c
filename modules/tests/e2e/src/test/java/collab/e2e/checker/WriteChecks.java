package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Compares received events with requested writes: no event without a write, no write twice, and only by members. */
final class WriteChecks {
    private record Cause(Action action, long channel, long object) {}

    private final Facts facts;
    private final Findings findings;

    /** Writes that may have happened, for events without a text that identifies them. */
    private final Set<Cause> possible = new HashSet<>();

    private WriteChecks(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    static void check(Facts facts, Findings findings) {
        new WriteChecks(facts, findings).run();
    }

    private void run() {
        Map<Long, HistoryEntry.Wrote> acknowledged = new HashMap<>();
        for (HistoryEntry.Wrote wrote : facts.writes) {
            if (wrote.outcome() == Outcome.REFUSED) continue;
            possible.add(cause(wrote));
            if (wrote.outcome() != Outcome.OK) continue;
            HistoryEntry.Wrote other = acknowledged.put(wrote.seq(), wrote);
            if (other != null) findings.add(ProofRule.ORDER, "one position, two responses: %s and %s", other, wrote);
            if (wrote.action() != Action.CREATE) authorIsMember(wrote);
        }
        Map<String, HistoryEntry.Received> firstByText = new HashMap<>();
        facts.received.values().forEach(frame -> {
            checkHasCause(frame);
            checkMatchesResponse(frame, acknowledged.get(frame.seq()));
            if (frame.text().isEmpty() || !frame.type().startsWith("message.")) return;
            HistoryEntry.Received before = firstByText.put(frame.text(), frame);
            if (before != null) findings.add(ProofRule.TWICE, "one operation, received as %s and as %s", before, frame);
        });
    }

    private static Cause cause(HistoryEntry.Wrote wrote) {
        boolean aboutPerson = wrote.action() == Action.JOIN || wrote.action() == Action.LEAVE;
        return new Cause(wrote.action(), wrote.channel(), aboutPerson ? wrote.target() : wrote.message());
    }

    private void authorIsMember(HistoryEntry.Wrote wrote) {
        boolean member = facts.memberships.member(wrote.channel(), wrote.user(), wrote.seq());
        if (!member) findings.add(ProofRule.LEAK, "user %d wrote without being a member: %s", wrote.user(), wrote);
    }

    private void checkHasCause(HistoryEntry.Received frame) {
        boolean done = switch (frame.type()) {
            case "message.created" -> sent(frame, Action.SEND);
            case "message.updated" -> sent(frame, Action.EDIT);
            case "message.deleted" -> possible.contains(cause(Action.DELETE, frame.channel(), frame.message()));
            case "message.reacted" -> possible.contains(cause(Action.REACT, frame.channel(), frame.message()));
            case "channel.member_joined" ->
                possible.contains(cause(Action.JOIN, frame.channel(), frame.user()))
                        || possible.contains(cause(Action.CREATE, frame.channel(), 0));
            case "channel.member_left" -> possible.contains(cause(Action.LEAVE, frame.channel(), frame.user()));
            default -> true;
        };
        if (!done) findings.add(ProofRule.PHANTOM, "no client did %s", frame);
    }

    private static Cause cause(Action action, long channel, long object) {
        return new Cause(action, channel, object);
    }

    private boolean sent(HistoryEntry.Received frame, Action action) {
        if (frame.text().isEmpty()) return facts.deleted.contains(frame.message());
        HistoryEntry.Wrote wrote = facts.byOp.get(frame.text());
        return wrote != null
                && wrote.action() == action
                && wrote.outcome() != Outcome.REFUSED
                && wrote.channel() == frame.channel()
                && (wrote.message() == frame.message() || wrote.message() == 0)
                && (action != Action.SEND || wrote.user() == frame.user());
    }

    /** A response names the position of its event, so the event at that position must be that one. */
    private void checkMatchesResponse(HistoryEntry.Received frame, HistoryEntry.Wrote answered) {
        if (answered == null) return;
        String type = switch (answered.action()) {
            case SEND -> "message.created";
            case EDIT -> "message.updated";
            case DELETE -> "message.deleted";
            case REACT -> "message.reacted";
            case JOIN -> "channel.member_joined";
            case LEAVE -> "channel.member_left";
            case CREATE -> frame.type();
        };
        boolean same = frame.type().equals(type)
                && frame.channel() == answered.channel()
                && frame.message() == answered.message();
        if (!same) findings.add(ProofRule.ORDER, "the response was %s, the event was %s", answered, frame);
    }
}
